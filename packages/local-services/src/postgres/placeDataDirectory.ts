import { createHash } from 'node:crypto';
import { mkdir, symlink, lstat, readlink, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Where a root-owned checkout keeps what the `postgres` user must reach. */
const sharedRoot = '/var/lib/causeway';

/**
 * Finds a folder for the data that the server's user can enter.
 *
 * @remarks
 * PostgreSQL refuses to run as root, and its own user cannot enter a checkout under `/root`.
 * The data then lives under `/var/lib/causeway`, with a link at the wanted place, so that
 * deleting the link's target is all that a reset has to do.
 */
export async function placeDataDirectory(
  wanted: string,
  options: { isRoot: boolean },
): Promise<string> {
  await mkdir(dirname(wanted), { recursive: true });
  if (!options.isRoot || (await canOthersEnter(dirname(wanted)))) {
    return wanted;
  }
  const existing = await readLinkTarget(wanted);
  if (existing) {
    return existing;
  }
  const digest = createHash('sha256').update(wanted).digest('hex').slice(0, 12);
  const target = join(sharedRoot, digest, 'postgres');
  await mkdir(dirname(target), { recursive: true, mode: 0o755 });
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

async function readLinkTarget(path: string): Promise<string | undefined> {
  try {
    const entry = await lstat(path);
    return entry.isSymbolicLink() ? await readlink(path) : undefined;
  } catch {
    return undefined;
  }
}
