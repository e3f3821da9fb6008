import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, readlink, stat, symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ServiceUnavailableError } from '@backstage/errors';

/**
 * Finds a folder for the data that the server's user can enter.
 *
 * @remarks
 * PostgreSQL refuses to run as root, and its own user cannot enter a checkout under `/root`.
 * The data then lives under `sharedRoot`, with a link at the wanted place, which a reset
 * follows.
 */
export async function placeDataDirectory(
  wanted: string,
  options: {
    isRoot: boolean;
    /** Where a root-owned checkout keeps what the server's user must reach. */
    sharedRoot?: string;
  },
): Promise<string> {
  const { isRoot, sharedRoot = '/var/lib/causeway' } = options;
  await mkdir(dirname(wanted), { recursive: true });
  const entry = await lstat(wanted).catch(() => undefined);
  if (entry?.isSymbolicLink()) {
    return resolve(dirname(wanted), await readlink(wanted));
  }
  if (!isRoot || (await canOthersEnter(dirname(wanted)))) {
    return wanted;
  }
  if (entry) {
    throw new ServiceUnavailableError(
      `PostgreSQL's user can no longer enter '${wanted}'. Let it pass every folder above with 'chmod o+x'.`,
    );
  }
  const digest = createHash('sha256').update(wanted).digest('hex').slice(0, 12);
  const target = join(sharedRoot, digest, 'postgres');
  await mkdir(dirname(target), { recursive: true });
  // The mode that mkdir is given would be narrowed by the umask.
  await chmod(sharedRoot, 0o755);
  await chmod(dirname(target), 0o755);
  await symlink(target, wanted);
  return target;
}

/** Whether every folder from the root to `path` lets any user pass. */
export async function canOthersEnter(path: string): Promise<boolean> {
  const { mode } = await stat(path);
  if (mode % 2 === 0) {
    return false;
  }
  const parent = dirname(path);
  return parent === path || canOthersEnter(parent);
}
