import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { yarn } from '../launcher/installPackages.mjs';
import { tools } from '../launcher/paths.mjs';
import { runGroup } from '../launcher/runGroup.mjs';

const resultFile = join(tools, 'test-results', 'jest.json');

/**
 * Unit and integration tests of all packages.
 *
 * @param {object} options
 * @param {import('./Tally.mjs').Tally} options.tally
 * @param {{ node: string, env: NodeJS.ProcessEnv }} options.runtime
 * @param {AbortSignal} options.stop
 * @param {NodeJS.ProcessEnv} options.env where PostgreSQL is
 */
export async function runJest({ tally, runtime, stop, env }) {
  process.stdout.write('\n== unit and integration tests\n');
  await mkdir(dirname(resultFile), { recursive: true });
  await rm(resultFile, { force: true });
  const code = await runGroup({
    command: runtime.node,
    args: [
      yarn,
      'backstage-cli',
      'repo',
      'test',
      '--maxWorkers=2',
      // On a machine that is busy or slow, five seconds are over before a portal has started.
      '--testTimeout=60000',
      '--json',
      `--outputFile=${resultFile}`,
    ],
    env: { ...runtime.env, ...env, CI: 'true' },
    isNode: true,
    stop,
  });

  const text = await readFile(resultFile, 'utf8').catch(() => undefined);
  if (!text) {
    tally.fail(`jest ended with code ${code} and without a result`);
    return;
  }
  countJest(tally, JSON.parse(text), code);
}

/**
 * @param {import('./Tally.mjs').Tally} tally
 * @param {object} results what jest writes with `--json`
 * @param {number} code what jest ended with
 */
export function countJest(tally, results, code) {
  const before = tally.failures;
  for (const file of results.testResults) {
    const failed = file.assertionResults.filter(
      ({ status }) => status === 'failed',
    );
    // It could not be loaded, or failed outside of its tests.
    if (file.status === 'failed' && failed.length === 0) {
      tally.fail(`${file.name}: ${file.message}`);
    }
    for (const { fullName, status } of file.assertionResults) {
      if (status === 'passed') {
        tally.pass();
      } else if (status === 'failed') {
        tally.fail(fullName);
      } else {
        tally.skip(fullName);
      }
    }
  }
  if (code !== 0 && tally.failures === before) {
    tally.fail(`jest ended with code ${code} though no test failed`);
  }
}
