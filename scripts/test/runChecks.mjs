import { yarn } from '../launcher/installPackages.mjs';
import { runInForeground } from '../launcher/runInForeground.mjs';

const checks = {
  'type check': ['tsc'],
  lint: ['lint', '--max-warnings', '0'],
  formatting: ['prettier:check'],
  'unused code and dependencies': ['knip'],
};

/**
 * The checks that read the sources; each counts as one test.
 *
 * @param {{ tally: import('./Tally.mjs').Tally, runtime: { node: string, env: NodeJS.ProcessEnv } }} options
 */
export async function runChecks({ tally, runtime }) {
  for (const [name, args] of Object.entries(checks)) {
    process.stdout.write(`\n== ${name}\n`);
    const code = await runInForeground({
      command: runtime.node,
      args: [yarn, ...args],
      env: runtime.env,
    });
    if (code === 0) {
      tally.pass();
    } else {
      tally.fail(name);
    }
  }
}
