import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { yarn } from '../launcher/installPackages.mjs';
import { tools } from '../launcher/paths.mjs';
import { runInForeground } from '../launcher/runInForeground.mjs';

const resultFile = join(tools, 'test-results', 'jest.json');

/**
 * Unit and integration tests of all packages.
 *
 * @param {object} options
 * @param {import('./Tally.mjs').Tally} options.tally
 * @param {{ node: string, env: NodeJS.ProcessEnv }} options.runtime
 * @param {NodeJS.ProcessEnv} options.env where PostgreSQL is
 */
export async function runJest({ tally, runtime, env }) {
  process.stdout.write('\n== unit and integration tests\n');
  await mkdir(dirname(resultFile), { recursive: true });
  await rm(resultFile, { force: true });
  const code = await runInForeground({
    command: runtime.node,
    args: [
      yarn,
      'backstage-cli',
      'repo',
      'test',
      '--maxWorkers=2',
      '--json',
      `--outputFile=${resultFile}`,
    ],
    env: { ...runtime.env, ...env, CI: 'true' },
  });

  const text = await readFile(resultFile, 'utf8').catch(() => undefined);
  if (!text) {
    tally.fail(`jest ended with code ${code} and without a result`);
    return;
  }
  const results = JSON.parse(text);
  for (const file of results.testResults) {
    if (file.status === 'failed' && file.assertionResults.length === 0) {
      tally.fail(`${file.name}: ${file.message}`);
    }
    for (const test of file.assertionResults) {
      if (test.status === 'passed') {
        tally.pass();
      } else if (test.status === 'failed') {
        tally.fail(test.fullName);
      } else {
        tally.skip(test.fullName, 'its file says why');
      }
    }
  }
}
