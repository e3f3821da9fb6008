import { rm } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';

/**
 * Removes the files that TechDocs has fetched for one build. It removes them
 * itself for `url:`, and for `dir:` keeps a copy of the repository of each build.
 *
 * @param options - `etag` is empty for a folder of this machine, which stays
 */
export async function removeCheckout(options: {
  inputDir: string;
  etag: string | undefined;
  workingDirectory: string;
}): Promise<void> {
  const { inputDir, etag, workingDirectory } = options;
  const isCheckout =
    dirname(resolve(inputDir)) === resolve(workingDirectory) &&
    basename(inputDir).startsWith('backstage-');
  if (etag && isCheckout) {
    await rm(inputDir, { recursive: true, force: true });
  }
}
