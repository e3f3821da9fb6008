import { Problem } from './Problem.mjs';

/**
 * Runs a script's work and turns what goes wrong into a sentence and an exit code.
 *
 * @param {() => Promise<number | void>} work
 */
export async function main(work) {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    if (!(error instanceof Problem)) {
      throw error;
    }
    process.stderr.write(
      `\n${error.output ? `${error.output}\n\n` : ''}${error.message}\n`,
    );
    process.exitCode = 1;
  }
}
