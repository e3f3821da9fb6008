import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ServiceUnavailableError } from '@backstage/errors';

const execute = promisify(execFile);

/** Who the server runs as. */
export interface ServerAccount {
  uid: number;
  gid: number;
}

// The second is what macOS brings along.
const names = ['postgres', '_postgres'];

/**
 * Finds the user that PostgreSQL, which refuses to run as root, runs as; made on Linux when
 * there is none.
 */
export async function findServerAccount(): Promise<ServerAccount> {
  const found = await findAccount();
  if (found) {
    return found;
  }
  try {
    await execute('useradd', ['--system', '--user-group', 'postgres']);
  } catch (error) {
    throw new ServiceUnavailableError(
      `PostgreSQL refuses to run as root, and a user 'postgres' for it could not be made: ${error}. Make one, or start the portal as an ordinary user.`,
    );
  }
  const made = await findAccount();
  if (!made) {
    throw new ServiceUnavailableError(
      "The user 'postgres' was made, yet the system does not know it. Start the portal as an ordinary user.",
    );
  }
  return made;
}

async function findAccount(): Promise<ServerAccount | undefined> {
  for (const name of names) {
    try {
      const [uid, gid] = await Promise.all(
        ['-u', '-g'].map(async flag => {
          const { stdout } = await execute('id', [flag, name]);
          return Number.parseInt(stdout, 10);
        }),
      );
      return { uid, gid };
    } catch {
      // No such user: the next name may be there.
    }
  }
  return undefined;
}
