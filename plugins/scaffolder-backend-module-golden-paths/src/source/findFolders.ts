import { stat } from 'node:fs/promises';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';

/** The paths of folders in the copy of a root; throws for one that is missing. */
export async function findFolders(
  root: string,
  copy: string,
  folders: string[],
): Promise<string[]> {
  const paths = folders.map(folder => resolveSafeChildPath(copy, folder));
  for (const [index, path] of paths.entries()) {
    const stats = await stat(path).catch(() => undefined);
    if (!stats?.isDirectory()) {
      throw new NotFoundError(
        `There is no folder '${folders[index]}' below '${root}', where goldenPaths.root says that golden paths are kept`,
      );
    }
  }
  return paths;
}
