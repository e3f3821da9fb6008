import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { Problem } from '../launcher/Problem.mjs';
import { Stopped } from '../launcher/Stopped.mjs';
import { countBrowserTests } from './runBrowserTests.mjs';
import { countJest } from './runJest.mjs';
import { countNodeTests } from './runNodeTests.mjs';
import { Tally } from './Tally.mjs';

function record() {
  const stream = new PassThrough();
  stream.setEncoding('utf8');
  const tally = new Tally({ stream });
  return {
    tally,
    lines: () => {
      tally.report();
      return stream.read().trimEnd().split('\n');
    },
  };
}

describe('Tally', () => {
  it('ends with the counts, and leaves out skips that are none', () => {
    const { tally, lines } = record();
    tally.pass();
    tally.pass();
    assert.deepEqual(lines(), ['2 passed, 0 failed']);
    assert.equal(tally.hasFailed, false);
  });

  it('names what failed and why something was skipped', () => {
    const { tally, lines } = record();
    tally.fail('adds up');
    tally.skip('reads a page (needs mkdocs)');
    tally.skip('opens the page', 'no Chromium');
    assert.deepEqual(lines(), [
      'skipped: reads a page (needs mkdocs): needs mkdocs',
      'skipped: opens the page: no Chromium',
      'failed: adds up',
      '0 passed, 1 failed, 2 skipped',
    ]);
    assert.equal(tally.hasFailed, true);
  });

  it('takes a skip without a reason for a failure', () => {
    const { tally, lines } = record();
    tally.skip('reads a page');
    assert.deepEqual(lines(), [
      "failed: reads a page: skipped without a reason; say what it needs as '(needs …)' in its name",
      '0 passed, 1 failed',
    ]);
  });

  it('goes on after a stage that failed, and stops when asked to', async () => {
    const { tally, lines } = record();
    await tally.stage('build', async () => {
      throw new Problem('It broke.', 'Mend it.', 'last words');
    });
    await tally.stage('browser tests', async () => tally.pass());
    await assert.rejects(
      tally.stage('never counted', async () => {
        throw new Stopped('SIGINT');
      }),
      Stopped,
    );
    assert.deepEqual(lines(), [
      'failed: build: last words',
      'It broke. Mend it.',
      '1 passed, 1 failed',
    ]);
  });
});

describe('the results of jest', () => {
  const file = (status, statuses, message = '') => ({
    name: 'a.test.ts',
    status,
    message,
    assertionResults: statuses.map((each, index) => ({
      fullName: `test ${index}`,
      status: each,
    })),
  });

  it('count each test', () => {
    const { tally, lines } = record();
    const testResults = [
      file('failed', ['passed', 'failed']),
      file('passed', ['passed']),
    ];
    countJest(tally, { testResults }, 1);
    assert.deepEqual(lines(), ['failed: test 1', '2 passed, 1 failed']);
  });

  it('count a file that could not be loaded, or failed outside of its tests', () => {
    const { tally, lines } = record();
    const testResults = [
      file('failed', [], 'no such module'),
      file('failed', ['passed'], 'afterAll broke'),
    ];
    countJest(tally, { testResults }, 1);
    assert.deepEqual(lines(), [
      'failed: a.test.ts: no such module',
      'failed: a.test.ts: afterAll broke',
      '1 passed, 2 failed',
    ]);
  });

  it('count a run that failed though its tests passed', () => {
    const { tally, lines } = record();
    countJest(tally, { testResults: [file('passed', ['passed'])] }, 134);
    assert.deepEqual(lines(), [
      'failed: jest ended with code 134 though no test failed',
      '1 passed, 1 failed',
    ]);
  });
});

describe('the results of Node’s test runner', () => {
  const result = (name, rest) => ({
    name,
    hasPassed: true,
    isSuite: false,
    ...rest,
  });

  it('count tests and not the suites around them', () => {
    const { tally, lines } = record();
    countNodeTests(
      tally,
      [
        result('adds', {}),
        result('subtracts', {
          hasPassed: false,
          failureType: 'testCodeFailure',
        }),
        result('arithmetic', {
          hasPassed: false,
          isSuite: true,
          failureType: 'subtestsFailed',
        }),
        result('geometry', { isSuite: true }),
        result('divides', { skip: 'needs a divider' }),
        result('later', { todo: true }),
      ],
      1,
    );
    assert.deepEqual(lines(), [
      'skipped: divides: needs a divider',
      'failed: subtracts',
      'failed: later: not written yet',
      '1 passed, 2 failed, 1 skipped',
    ]);
  });

  it('count a run without any', () => {
    const { tally, lines } = record();
    countNodeTests(tally, [], 9);
    assert.deepEqual(lines(), [
      'failed: the test runner of Node ended with code 9 and ran none',
      '0 passed, 1 failed',
    ]);
  });
});

describe('the results of Playwright', () => {
  const suite = (...tests) => ({
    title: 'browse.spec.ts',
    suites: [
      {
        title: 'catalog',
        specs: tests.map(([title, status, annotations = []]) => ({
          title,
          tests: [{ status, annotations }],
        })),
      },
    ],
  });

  it('count nested tests, and a test that passed only on a second try as failed', () => {
    const { tally, lines } = record();
    countBrowserTests(
      tally,
      {
        suites: [
          suite(
            ['lists', 'expected'],
            ['opens', 'unexpected'],
            ['sorts', 'flaky'],
            [
              'builds',
              'skipped',
              [{ type: 'skip', description: 'Go modules are out of reach' }],
            ],
          ),
        ],
      },
      1,
    );
    assert.deepEqual(lines(), [
      'skipped: catalog › builds: Go modules are out of reach',
      'failed: catalog › opens',
      'failed: catalog › sorts',
      '1 passed, 2 failed, 1 skipped',
    ]);
  });

  it('count a run without any', () => {
    const { tally, lines } = record();
    countBrowserTests(tally, { suites: [] }, 1);
    assert.deepEqual(lines(), [
      'failed: the browser tests ended with code 1 and ran none',
      '0 passed, 1 failed',
    ]);
  });
});
