import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/**
 * Runs a program to its end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<string>} what it wrote to standard output
 * @throws when it fails, with the last lines of what it wrote
 */
export async function run(command, args, { cwd, env }) {
  // Node's test runner, told that it runs inside a test, would run none and be content.
  const { NODE_TEST_CONTEXT, ...outer } = process.env;
  try {
    const { stdout } = await execute(command, args, {
      cwd,
      env: { ...outer, ...env },
      maxBuffer: 64 * 1024 * 1024,
      timeout: 10 * 60_000,
    });
    return stdout;
  } catch (error) {
    const written = `${error.stdout ?? ''}${error.stderr ?? ''}`
      .trimEnd()
      .split('\n')
      .slice(-40)
      .join('\n');
    throw new Error(
      `'${command} ${args.join(' ')}' failed:\n${written || error.message}`,
    );
  }
}
