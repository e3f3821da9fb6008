import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Problem } from './Problem.mjs';

const execute = promisify(execFile);

/**
 * @throws {Problem} when there is no Git that can serve repositories
 */
export async function assertGit() {
  try {
    await execute('git', ['--version']);
  } catch {
    throw new Problem(
      'Git was not found.',
      "Install it (on Debian and Ubuntu the package git, on macOS 'xcode-select --install') and try again.",
    );
  }
}
