import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { InputError, isError } from '@backstage/errors';
import { readText } from './readText';

const execute = promisify(execFile);

/**
 * Reads another version of a file: a file of its own, or what Git has.
 *
 * @returns undefined if the revision does not have the file
 */
export async function readVersion(
  file: string,
  version: string,
): Promise<string | undefined> {
  if (existsSync(version)) {
    return readText(version);
  }
  const cwd = dirname(resolve(file));
  const git = async (...args: string[]) =>
    (await execute('git', args, { cwd, maxBuffer: 16 * 1024 * 1024 })).stdout;
  try {
    await git(
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      `${version}^{commit}`,
    );
  } catch (error) {
    throw new InputError(
      isError(error) && error.code === 'ENOENT'
        ? 'Git is not installed; give a file after --against'
        : `'${version}' is neither a file nor a Git revision; give one after --against`,
    );
  }
  const path = `./${basename(file)}`;
  // Else it could not be told from a file that Git fails to read.
  const listed = await git('ls-tree', '--name-only', version, '--', path);
  return listed.trim() === '' ? undefined : git('show', `${version}:${path}`);
}
