import { readFile } from 'node:fs/promises';
import { InputError, NotFoundError, isError } from '@backstage/errors';

/** Reads a file that a person named. */
export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isError(error) && error.code === 'ENOENT') {
      throw new NotFoundError(`There is no file '${file}'; check the path`);
    }
    throw new InputError(
      `The file '${file}' cannot be read: ${
        isError(error) ? error.message : error
      }`,
    );
  }
}
