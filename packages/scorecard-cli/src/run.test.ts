import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { run } from './run';

const execute = promisify(execFile);

const rules = `levels: [bronze, silver]
rules:
  - id: has-owner
    name: Has owner
    description: Somebody answers for it.
    remediation: Set spec.owner.
    level: bronze
    path: $.spec.owner
    operator: greaterThan
    value: 0
  - id: has-system
    name: Has system
    description: It belongs somewhere.
    remediation: Set spec.system.
    level: silver
    path: $.spec.system
    operator: isNotEmpty
`;
const stricter = rules.replace(
  'operator: greaterThan\n    value: 0',
  "operator: startsWith\n    value: 'group:'",
);

function component(name: string, spec: { [key: string]: string }) {
  return { kind: 'Component', metadata: { name }, spec };
}
const entities = [
  component('a', { owner: 'group:a', system: 's' }),
  component('b', { owner: 'user:b', system: 's' }),
  component('c', { owner: 'user:c' }),
];

describe('the scorecard command', () => {
  let folder: string;
  const file = (name: string) => join(folder, name);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scorecard-cli-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  async function scorecard(
    args: string[],
    env: { [name: string]: string } = {},
  ) {
    const output = { stdout: '', stderr: '' };
    const collect = (name: 'stdout' | 'stderr') => ({
      write(text: string) {
        // So that what is expected does not depend on where the files are.
        output[name] += text.replaceAll(`${folder}/`, '');
      },
    });
    const code = await run(args, {
      stdout: collect('stdout'),
      stderr: collect('stderr'),
      env,
    });
    return { code, ...output };
  }

  describe('lint', () => {
    it('is content with a good file', async () => {
      await writeFile(file('rules.yaml'), rules);
      expect(await scorecard(['lint', file('rules.yaml')])).toEqual({
        code: 0,
        stdout: '2 rules in 1 file: 0 problems, 0 warnings\n',
        stderr: '',
      });
    });

    it('names problems and warnings with their lines', async () => {
      await writeFile(
        file('rules.yaml'),
        'rules:\n  - { id: a, path: $.a, operator: is }\n  - { id: b, path: $.b, operator: exists }\n  - { id: c, factRef: a:b/c, path: $.b, operator: exists }\n',
      );
      const { code, stdout } = await scorecard([
        'lint',
        file('rules.yaml'),
        '--fact-ref',
        'a:b/d',
      ]);
      expect(code).toBe(1);
      expect(stdout.split('\n')).toEqual([
        expect.stringContaining(
          "rules.yaml:2: a: error There is no operator 'is'; use one of",
        ),
        expect.stringContaining(
          "rules.yaml:4: c: error No source provides the fact 'a:b/c'",
        ),
        expect.stringContaining(
          "rules.yaml:3: b: warning The rule has no 'name', 'description', 'remediation'",
        ),
        '1 rule in 1 file: 2 problems, 1 warning',
        '',
      ]);
    });

    it('fails on warnings only if asked, and writes JSON', async () => {
      await writeFile(
        file('rules.yaml'),
        'rules: [{ id: b, path: $.b, operator: exists }]',
      );
      expect((await scorecard(['lint', file('rules.yaml')])).code).toBe(0);
      const { code, stdout } = await scorecard([
        'lint',
        '--strict',
        '--json',
        file('rules.yaml'),
      ]);
      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({
        rules: 1,
        problems: [],
        warnings: [{ check: 'missing-text', line: 1, ruleId: 'b' }],
      });
    });
  });

  describe('test', () => {
    it('passes and fails with the golden cases beside the file', async () => {
      await writeFile(file('rules.yaml'), rules);
      await writeFile(
        file('rules.test.yaml'),
        `cases:
  - name: complete
    entity: { kind: Component, metadata: { name: a }, spec: { owner: a, system: s } }
    expect: { rules: { has-owner: pass, has-system: pass }, level: silver }
  - name: bare
    entity: { kind: Component, metadata: { name: a } }
    expect: { rules: { has-owner: fail }, level: none }
`,
      );
      expect(await scorecard(['test', file('rules.yaml')])).toEqual({
        code: 0,
        stdout:
          'rules.yaml: No case has these both pass and fail: has-system\n2 cases: 2 passed, 0 failed\n',
        stderr: '',
      });

      await writeFile(file('rules.yaml'), stricter);
      expect(await scorecard(['test', file('rules.yaml')])).toMatchObject({
        code: 1,
        stdout: `rules.test.yaml:2: complete
  has-owner: expected pass, is fail ($.spec.owner is "a"; asked is that it starts with "group:".)
  level: expected silver, is none
rules.yaml: No case has these both pass and fail: has-system
2 cases: 1 passed, 1 failed
`,
      });
      expect(
        JSON.parse(
          (await scorecard(['test', '--json', file('rules.yaml')])).stdout,
        ),
      ).toMatchObject([
        {
          untested: ['has-system'],
          cases: [
            { name: 'complete', line: 2, passes: false },
            { name: 'bare', passes: true, differences: [] },
          ],
        },
      ]);
    });

    it('says which file is missing', async () => {
      await writeFile(file('rules.yaml'), rules);
      expect(await scorecard(['test', file('rules.yaml')])).toEqual({
        code: 2,
        stdout: '',
        stderr: "There is no file 'rules.test.yaml'; check the path\n",
      });
    });
  });

  describe('diff', () => {
    const expected = `has-owner
  newly failing (2):
    component:default/b: $.spec.owner is "user:b"; asked is that it starts with "group:".
    component:default/c: $.spec.owner is "user:c"; asked is that it starts with "group:".
Levels
  lost (2):
    component:default/b: silver → none
    component:default/c: bronze → none
2 of 3 entities change
`;

    it('compares with another file, over entities of any of the formats', async () => {
      await writeFile(file('old.yaml'), rules);
      await writeFile(file('new.yaml'), stricter);
      for (const [name, text] of [
        ['list.json', JSON.stringify(entities)],
        ['answer.json', JSON.stringify({ items: entities })],
        ['lines.ndjson', entities.map(e => JSON.stringify(e)).join('\n')],
        [
          'documents.yaml',
          entities.map(e => JSON.stringify(e)).join('\n---\n'),
        ],
      ]) {
        await writeFile(file(name), text);
        expect(
          await scorecard([
            'diff',
            file('new.yaml'),
            '--against',
            file('old.yaml'),
            '--entities',
            file(name),
          ]),
        ).toEqual({ code: 0, stdout: expected, stderr: '' });
      }
    });

    it('compares with a Git revision, and a file that is new with nothing', async () => {
      const git = (...args: string[]) =>
        execute('git', args, {
          cwd: folder,
          env: {
            ...process.env,
            GIT_CONFIG_GLOBAL: '/dev/null',
            GIT_CONFIG_SYSTEM: '/dev/null',
            GIT_AUTHOR_NAME: 'a',
            GIT_AUTHOR_EMAIL: 'a@example.com',
            GIT_COMMITTER_NAME: 'a',
            GIT_COMMITTER_EMAIL: 'a@example.com',
          },
        });
      await writeFile(file('rules.yaml'), rules);
      await writeFile(file('entities.json'), JSON.stringify(entities));
      await git('init', '--quiet');
      await git('add', 'rules.yaml');
      await git('commit', '--quiet', '--message', 'rules');
      await writeFile(file('rules.yaml'), stricter);
      const compare = ['--entities', file('entities.json')];

      expect(
        await scorecard([
          'diff',
          file('rules.yaml'),
          ...compare,
          '--exit-code',
        ]),
      ).toEqual({ code: 1, stdout: expected, stderr: '' });

      await writeFile(file('added.yaml'), stricter);
      const added = await scorecard([
        'diff',
        file('added.yaml'),
        ...compare,
        '--limit',
        '1',
      ]);
      expect(added.stdout).toContain(
        'Added: has-owner, has-system\nhas-owner\n  newly failing (2):\n    component:default/b',
      );
      expect(added.stdout).toContain('    and 1 more\n  newly passing (1):');

      expect(
        await scorecard([
          'diff',
          file('rules.yaml'),
          ...compare,
          '--against',
          'nowhere',
        ]),
      ).toEqual({
        code: 2,
        stdout: '',
        stderr:
          "'nowhere' is neither a file nor a Git revision; give one after --against\n",
      });
    });

    it('takes facts from a file and names those that nobody gave', async () => {
      const over = (value: number) =>
        `rules: [{ id: a, factRef: ci:default/coverage, path: $.lines, operator: greaterThan, value: ${value} }]`;
      await writeFile(file('old.yaml'), over(50));
      await writeFile(file('new.yaml'), over(80));
      await writeFile(file('entities.json'), JSON.stringify(entities));
      await writeFile(
        file('facts.yaml'),
        'component:a: { ci:default/coverage: { lines: 60 } }\nComponent:default/b: { ci:default/coverage: { lines: 90 } }\n',
      );
      const args = [
        'diff',
        file('new.yaml'),
        '--against',
        file('old.yaml'),
        '--entities',
        file('entities.json'),
      ];
      expect((await scorecard(args)).stdout).toBe(
        'Rules over these facts were not compared, give them with --facts: ci:default/coverage\n0 of 3 entities change\n',
      );
      const { stdout } = await scorecard([
        ...args,
        '--facts',
        file('facts.yaml'),
        '--json',
      ]);
      expect(JSON.parse(stdout)).toMatchObject({
        entities: 3,
        changed: 1,
        missingFacts: [],
        rules: {
          a: {
            newlyFailing: [{ entityRef: 'component:default/a', from: 'pass' }],
            newlyPassing: [],
          },
        },
      });
    });

    it('fails if the file has a problem, and says what entities it cannot read', async () => {
      await writeFile(file('old.yaml'), rules);
      await writeFile(
        file('new.yaml'),
        'rules: [{ id: a, path: $.a, operator: is }]',
      );
      await writeFile(file('entities.json'), JSON.stringify(entities));
      await writeFile(file('broken.ndjson'), '{"kind": "Component"}');
      const args = ['diff', file('new.yaml'), '--against', file('old.yaml')];
      const { code, stderr } = await scorecard([
        ...args,
        '--entities',
        file('entities.json'),
      ]);
      expect(code).toBe(1);
      expect(stderr).toContain(
        "new.yaml:1: a: error There is no operator 'is'",
      );
      expect(
        await scorecard([...args, '--entities', file('broken.ndjson')]),
      ).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(
          "broken.ndjson:1: This is no entity; it needs 'kind' and 'metadata.name'",
        ),
      });
      expect(await scorecard(args)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('give --portal <url> or --entities'),
      });
    });

    describe('over a portal', () => {
      let server: Server;
      let requests: string[];
      let url: string;

      // Answers as the catalog does: pages with a cursor, and 401 without a token.
      beforeEach(async () => {
        requests = [];
        server = createServer((request, response) => {
          const { pathname, searchParams } = new URL(
            request.url ?? '',
            'http://localhost',
          );
          requests.push(pathname);
          const isAllowed = request.headers.authorization === 'Bearer secret';
          const start = Number(searchParams.get('cursor') ?? 0);
          response.statusCode = isAllowed ? 200 : 401;
          response.setHeader('content-type', 'application/json');
          response.end(
            JSON.stringify(
              isAllowed
                ? {
                    items: entities.slice(start, start + 2),
                    totalItems: entities.length,
                    pageInfo: start === 0 ? { nextCursor: '2' } : {},
                  }
                : { error: { name: 'AuthenticationError', message: '' } },
            ),
          );
        });
        await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
        const address = server.address();
        const port = typeof address === 'object' ? address?.port : undefined;
        url = `http://127.0.0.1:${port}`;
        await writeFile(file('old.yaml'), rules);
        await writeFile(file('new.yaml'), stricter);
      });
      afterEach(() => new Promise(done => server.close(done)));

      const args = () => [
        'diff',
        file('new.yaml'),
        '--against',
        file('old.yaml'),
        '--portal',
        `${url}/`,
      ];

      it('reads every page of the catalog', async () => {
        expect(await scorecard(args(), { CAUSEWAY_TOKEN: 'secret' })).toEqual({
          code: 0,
          stdout: expected,
          stderr: '',
        });
        expect(requests).toEqual([
          '/api/catalog/entities/by-query',
          '/api/catalog/entities/by-query',
        ]);
      });

      it('says that the token is refused', async () => {
        expect(await scorecard(args())).toEqual({
          code: 2,
          stdout: '',
          stderr: `The portal at ${url} refused the token; set CAUSEWAY_TOKEN to one that may read the catalog\n`,
        });
      });
    });
  });

  describe('import', () => {
    const checks = `- id: a
  name: A
  rule: { factRef: catalog:default/entity_descriptor, path: $.spec.owner, operator: greaterThan, value: 0 }
- id: b
  type: manual
`;

    it('writes rule files that lint accepts, and a report', async () => {
      await writeFile(file('checks.yaml'), checks);
      const args = [
        'import',
        'soundcheck',
        file('checks.yaml'),
        '--out',
        file('scorecards'),
        '--report',
        file('report.json'),
      ];
      const { code, stdout, stderr } = await scorecard(args);
      expect({ code, stdout }).toEqual({
        code: 1,
        stdout: 'scorecards/soundcheck-checks.yaml: 1 rule\n',
      });
      expect(stderr).toContain(
        'checks.yaml:4: b: left-out: The results of this check come from people',
      );
      expect(stderr).toContain(
        '1 rule imported, 1 thing left out, 0 to look at',
      );
      expect(
        JSON.parse(await readFile(file('report.json'), 'utf8')),
      ).toMatchObject({
        scorecards: [{ id: 'soundcheck-checks', rules: 1 }],
        notes: [{ line: 4, subject: 'b', effect: 'left-out' }],
      });
      expect(
        (await scorecard(['lint', file('scorecards/soundcheck-checks.yaml')]))
          .code,
      ).toBe(0);

      // What people changed since then stays.
      expect(await scorecard(args)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('exists'),
      });
    });

    it('prints the rules if no folder is given', async () => {
      await writeFile(
        file('app-config.yaml'),
        'techInsights: { factChecker: { checks: { a: { factIds: [entityOwnershipFactRetriever], rule: { conditions: { all: [{ fact: hasOwner, operator: equal, value: true }] } } } } } }',
      );
      expect(
        await scorecard(['import', 'tech-insights', file('app-config.yaml')]),
      ).toEqual({
        code: 0,
        stdout: `id: tech-insights
title: Tech Insights
rules:
  - id: a
    rules:
      - all:
          - path: $.spec.owner
            operator: isNotEmpty
`,
        stderr: '1 rule imported, 0 things left out, 0 to look at\n',
      });
    });
  });

  it('explains itself, and what it does not know', async () => {
    expect(await scorecard(['--help'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('import [options] <format> <file...>'),
    });
    expect(await scorecard(['import', 'cortex', 'a'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        'Allowed choices are soundcheck, tech-insights',
      ),
    });
  });

  it('runs from a checkout', async () => {
    await writeFile(file('rules.yaml'), 'rules: [{ id: a }]');
    const bin = resolve(__dirname, '../bin/scorecard');
    await expect(
      execute(process.execPath, [bin, 'lint', file('rules.yaml')]),
    ).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringContaining('The rule needs its conditions'),
    });
  });
});
