import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { yarn } from '../launcher/installPackages.mjs';
import { root, tools } from '../launcher/paths.mjs';
import { findChromium } from './findChromium.mjs';
import { runInForeground } from '../launcher/runInForeground.mjs';

const resultFile = join(tools, 'test-results', 'playwright.json');

/**
 * Browser tests against the production bundle, which `e2e/playwright.config.ts` starts with
 * the launcher.
 *
 * @param {object} options
 * @param {import('./Tally.mjs').Tally} options.tally
 * @param {{ node: string, env: NodeJS.ProcessEnv }} options.runtime
 * @param {NodeJS.ProcessEnv} options.env
 */
export async function runBrowserTests({ tally, runtime, env }) {
  process.stdout.write('\n== browser tests\n');
  const chromium = await findChromium();
  const run = async extra => {
    await rm(resultFile, { force: true });
    const code = await runInForeground({
      command: runtime.node,
      args: [
        yarn,
        'playwright',
        'test',
        '--config',
        join(root, 'e2e', 'playwright.config.ts'),
        ...extra,
      ],
      env: {
        ...runtime.env,
        ...env,
        CHROMIUM: chromium.executable ?? '',
        PLAYWRIGHT_JSON_OUTPUT_FILE: resultFile,
      },
    });
    const text = await readFile(resultFile, 'utf8').catch(() => undefined);
    return { code, report: text && JSON.parse(text) };
  };

  if ('missing' in chromium) {
    const { report } = await run(['--list', '--reporter=json']);
    for (const { title } of listTests(report.suites)) {
      tally.skip(title, chromium.missing);
    }
    return;
  }

  const { code, report } = await run([]);
  const tests = report ? [...listTests(report.suites)] : [];
  if (tests.length === 0) {
    tally.fail(`the browser tests ended with code ${code} and ran none`);
  }
  for (const { title, status, reason } of tests) {
    if (status === 'expected') {
      tally.pass();
    } else if (status === 'skipped') {
      tally.skip(title, reason ?? 'no reason given');
    } else {
      tally.fail(title);
    }
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
