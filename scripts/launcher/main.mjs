import { explainSystemError } from './explainSystemError.mjs';
import { Problem } from './Problem.mjs';
import { Progress } from './Progress.mjs';
import { Stopped } from './Stopped.mjs';

/**
 * What every part of a script gets.
 *
 * @typedef {object} Context
 * @property {Progress} progress
 * @property {AbortSignal} stop aborted by Ctrl-C or a request to end; its reason is `Stopped`
 */

/**
 * Runs a script's work and turns what goes wrong into a sentence and an exit code. The work
 * ends in order when it is asked to stop, and only then does the script.
 *
 * @param {(context: Context) => Promise<number>} work
 */
export async function main(work) {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // npm passes on a signal that the terminal has sent already: the first one counts.
    process.on(signal, () => controller.abort(new Stopped(signal)));
  }
  // Without a reader, as after a closed terminal, the work goes on to its orderly end.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', () => {});
  }
  const progress = new Progress();
  try {
    process.exitCode = await work({ progress, stop: controller.signal });
  } catch (error) {
    if (error instanceof Stopped) {
      progress.say(error.message);
      process.exitCode = error.exitCode;
      return;
    }
    const problem =
      error instanceof Problem ? error : explainSystemError(error);
    if (!problem) {
      throw error;
    }
    process.stderr.write(
      `\n${problem.output ? `${problem.output}\n\n` : ''}${problem.message}\n`,
    );
    process.exitCode = 1;
  }
}
