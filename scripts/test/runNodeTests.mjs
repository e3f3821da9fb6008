import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, tools } from '../launcher/paths.mjs';
import { runGroup } from '../launcher/runGroup.mjs';

const resultFile = join(tools, 'test-results', 'node.jsonl');
const reporter = fileURLToPath(
  new URL('./reportAsJsonLines.mjs', import.meta.url),
);

const folders = ['scripts', 'templates', 'charts'];

/**
 * Tests of what is not a package: the launcher, the repository, the templates, the charts.
 *
 * @param {object} options
 * @param {import('./Tally.mjs').Tally} options.tally
 * @param {{ node: string, env: NodeJS.ProcessEnv }} options.runtime
 * @param {AbortSignal} options.stop
 * @param {boolean} options.isFull whether the slow ones run too
 * @param {NodeJS.ProcessEnv} options.env
 */
export async function runNodeTests({ tally, runtime, stop, isFull, env }) {
  process.stdout.write('\n== tests of what is not a package\n');
  await mkdir(dirname(resultFile), { recursive: true });
  await rm(resultFile, { force: true });
  const found = await findTests();
  const files = found.filter(file => isFull || !isSlow(file));
  if (files.length < found.length) {
    process.stdout.write(
      `Left to 'npm run test:full': ${
        found.length - files.length
      } files of slow tests.\n`,
    );
  }
  const code = await runGroup({
    command: runtime.node,
    args: [
      '--test',
      '--test-concurrency=1',
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      `--test-reporter=${reporter}`,
      `--test-reporter-destination=${resultFile}`,
      ...files,
    ],
    env: { ...runtime.env, ...env },
    isNode: true,
    stop,
  });
  const text = await readFile(resultFile, 'utf8').catch(() => '');
  const results = text
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line));
  countNodeTests(tally, results, code);
}

/**
 * @param {import('./Tally.mjs').Tally} tally
 * @param {object[]} results what `reportAsJsonLines` wrote
 * @param {number} code what the test runner ended with
 */
export function countNodeTests(tally, results, code) {
  const before = tally.failures;
  for (const result of results) {
    const { name, hasPassed, isSuite, failureType, skip, todo } = result;
    if (skip !== undefined && skip !== false) {
      tally.skip(name, typeof skip === 'string' ? skip : undefined);
    } else if (todo !== undefined && todo !== false) {
      tally.fail(`${name}: not written yet`);
    } else if (isSuite && hasPassed) {
      // Its tests count.
    } else if (hasPassed) {
      tally.pass();
    } else if (failureType !== 'subtestsFailed') {
      tally.fail(name);
    }
  }
  if (results.length === 0) {
    tally.fail(`the test runner of Node ended with code ${code} and ran none`);
  } else if (code !== 0 && tally.failures === before) {
    tally.fail(`the test runner of Node ended with code ${code}`);
  }
}

async function findTests() {
  const found = await Promise.all(
    folders
      .filter(folder => existsSync(join(root, folder)))
      .map(async folder => {
        const names = await readdir(join(root, folder), { recursive: true });
        return names
          .filter(name => /(?<!node_modules.*)\.test\.mjs$/.test(name))
          .map(name => join(root, folder, name));
      }),
  );
  return found.flat().sort();
}

function isSlow(file) {
  return file.endsWith('.slow.test.mjs');
}
