import { yarn } from '../launcher/installPackages.mjs';
import { runGroup } from '../launcher/runGroup.mjs';
import { auditDependencies } from './auditDependencies.mjs';

const checks = {
  'type check': ['tsc'],
  'type check of browser tests': ['tsc', '-p', 'e2e/tsconfig.json'],
  lint: ['lint', '--max-warnings', '0'],
  formatting: ['prettier:check'],
  'unused code and dependencies': ['knip'],
};

/**
 * The checks that read the sources; each counts as one test. The output of each is printed
 * when it has ended, because the tests of packages print at the same time.
 *
 * @param {object} options
 * @param {import('./Tally.mjs').Tally} options.tally
 * @param {{ node: string, env: NodeJS.ProcessEnv }} options.runtime
 * @param {AbortSignal} options.stop
 */
export async function runChecks({ tally, runtime, stop }) {
  for (const [name, args] of Object.entries(checks)) {
    await tally.stage(name, async () => {
      const start = performance.now();
      const output = [];
      const code = await runGroup({
        command: runtime.node,
        args: [yarn, ...args],
        env: runtime.env,
        isNode: true,
        stop,
        onOutput: chunk => output.push(chunk),
      });
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      process.stdout.write(
        `\n== ${name} (${seconds} s)\n${Buffer.concat(output)}\n`,
      );
      if (code === 0) {
        tally.pass();
      } else {
        tally.fail(name);
      }
    });
  }
  await tally.stage('dependency audit', () =>
    auditDependencies({ tally, runtime, stop }),
  );
}
