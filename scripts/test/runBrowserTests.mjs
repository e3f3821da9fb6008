import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { yarn } from '../launcher/installPackages.mjs';
import { root, tools } from '../launcher/paths.mjs';
import { runGroup } from '../launcher/runGroup.mjs';
import { findChromium } from './findChromium.mjs';

const resultFile = join(tools, 'test-results', 'playwright.json');

/**
 * Browser tests against the production bundle that the launcher has started.
 *
 * @param {object} options
 * @param {import('./Tally.mjs').Tally} options.tally
 * @param {{ node: string, env: NodeJS.ProcessEnv }} options.runtime
 * @param {AbortSignal} options.stop
 * @param {boolean} options.isFull whether those tagged `@slow` run too
 * @param {NodeJS.ProcessEnv} options.env
 */
export async function runBrowserTests({ tally, runtime, stop, isFull, env }) {
  process.stdout.write('\n== browser tests\n');
  await mkdir(dirname(resultFile), { recursive: true });
  const chromium = await findChromium({ stop });
  const run = async extra => {
    await rm(resultFile, { force: true });
    const code = await runGroup({
      command: runtime.node,
      args: [
        yarn,
        'playwright',
        'test',
        '--config',
        join(root, 'e2e', 'playwright.config.ts'),
        ...(isFull ? [] : ['--grep-invert', '@slow']),
        ...extra,
      ],
      env: {
        ...runtime.env,
        ...env,
        CHROMIUM: chromium.executable ?? '',
        PLAYWRIGHT_JSON_OUTPUT_FILE: resultFile,
      },
      isNode: true,
      stop,
    });
    const text = await readFile(resultFile, 'utf8').catch(() => undefined);
    return { code, report: text ? JSON.parse(text) : { suites: [] } };
  };

  if ('missing' in chromium) {
    const { code, report } = await run(['--list', '--reporter=json']);
    const tests = [...listTests(report.suites)];
    for (const { title } of tests) {
      tally.skip(title, chromium.missing);
    }
    if (tests.length === 0) {
      tally.fail(`the browser tests could not be listed (code ${code})`);
    }
    return;
  }
  const { code, report } = await run([]);
  countBrowserTests(tally, report, code);
}

/**
 * @param {import('./Tally.mjs').Tally} tally
 * @param {object} report what Playwright's JSON reporter writes
 * @param {number} code what Playwright ended with
 */
export function countBrowserTests(tally, report, code) {
  const before = tally.failures;
  const tests = [...listTests(report.suites)];
  for (const { title, status, reason } of tests) {
    if (status === 'expected') {
      tally.pass();
    } else if (status === 'skipped') {
      tally.skip(title, reason);
    } else {
      tally.fail(title);
    }
  }
  if (tests.length === 0) {
    tally.fail(`the browser tests ended with code ${code} and ran none`);
  } else if (code !== 0 && tally.failures === before) {
    tally.fail(
      `the browser tests ended with code ${code} though no test failed`,
    );
  }
}

function* listTests(suites) {
  for (const suite of suites ?? []) {
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests) {
        yield {
          title: `${suite.title} › ${spec.title}`,
          status: test.status,
          reason: test.annotations.find(({ type }) => type === 'skip')
            ?.description,
        };
      }
    }
    yield* listTests(suite.suites);
  }
}
