import { execFile } from 'node:child_process';
import {
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  rmdir,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  ConflictError,
  ServiceUnavailableError,
  isError,
} from '@backstage/errors';
import type { ServerAccount } from './findServerAccount';

const execute = promisify(execFile);

/** The major version of the binaries: data of another one cannot be read. */
const majorVersion = '18';

/** What a new data directory is made with. */
export interface InitialiseDataDirectoryOptions {
  initdb: string;
  dataDir: string;
  user: string;
  password: string;
  /** Who owns the data, when this process is root. */
  account?: ServerAccount;
}

/**
 * Makes the data directory unless there is one.
 *
 * @throws ConflictError when the folder holds something else, or data of another version
 */
export async function initialiseDataDirectory(
  options: InitialiseDataDirectoryOptions,
): Promise<void> {
  const { dataDir } = options;
  const version = await readVersion(dataDir);
  if (version === majorVersion) {
    return;
  }
  if (version) {
    throw new ConflictError(
      `The data in '${dataDir}' was written by PostgreSQL ${version}, and this is PostgreSQL ${majorVersion}. Use the checkout that wrote it, or delete it with 'npm run reset'.`,
    );
  }
  if ((await listFiles(dataDir)).length > 0) {
    throw new ConflictError(
      `The folder '${dataDir}' is not empty and holds no PostgreSQL data. Give another folder with --data, or delete it with 'npm run reset'.`,
    );
  }
  await initialise(options);
}

async function readVersion(dataDir: string): Promise<string | undefined> {
  try {
    return (await readFile(join(dataDir, 'PG_VERSION'), 'utf8')).trim();
  } catch (error) {
    if (isError(error) && error.code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}

async function listFiles(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isError(error) && error.code === 'ENOENT') {
      return [];
    }
    throw error;
  }
}

async function initialise(
  options: InitialiseDataDirectoryOptions,
): Promise<void> {
  const { initdb, dataDir, user, password, account } = options;
  // The version file is one of the first that initdb writes and the password one of the last
  // things it sets, so only a finished folder gets the final name.
  const fresh = `${dataDir}.new`;
  const secretDir = await mkdtemp(join(tmpdir(), 'causeway-postgres-'));
  const passwordFile = join(secretDir, 'password');
  try {
    await rm(fresh, { recursive: true, force: true });
    await mkdir(fresh, { recursive: true, mode: 0o700 });
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    if (account) {
      for (const path of [fresh, secretDir, passwordFile]) {
        await chown(path, account.uid, account.gid);
      }
    }
    await execute(
      initdb,
      [
        `--pgdata=${fresh}`,
        `--username=${user}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        // The same order and messages on every machine, whatever languages it knows.
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--no-instructions',
      ],
      { ...account, cwd: '/', env: { ...process.env, LC_ALL: 'C' } },
    );
  } catch (error) {
    throw new ServiceUnavailableError(
      `PostgreSQL could not make its data in '${dataDir}': ${describe(error)}`,
    );
  } finally {
    await rm(secretDir, { recursive: true, force: true });
  }
  if ((await listFiles(dataDir)).length === 0) {
    await rmdir(dataDir).catch(() => undefined);
  }
  await rename(fresh, dataDir);
}

// What initdb printed says more than that it failed.
function describe(error: unknown): string {
  if (!isError(error)) {
    return String(error);
  }
  const printed = typeof error.stderr === 'string' ? error.stderr.trim() : '';
  return printed || error.message;
}
