import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { Progress } from '../../launcher/Progress.mjs';
import { findNodeRuntime } from '../../launcher/nodeRuntime.mjs';
import { prepareImage } from '../prepareImage.mjs';
import { productionEnvironment } from './productionEnvironment.mjs';
import { Replica } from './Replica.mjs';
import { TcpProxy } from './TcpProxy.mjs';

const connectionString =
  process.env.BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING;

/** Names why a test cannot run, or false. */
export const skipWithoutDatabase = connectionString
  ? false
  : 'needs a PostgreSQL server in BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING';

/** The tree of the image, a database behind a proxy, and the replicas started on them. */
export class Installation {
  #replicas = new Set();
  #processes = [];

  static async prepare() {
    const context = {
      progress: new Progress(),
      stop: new AbortController().signal,
    };
    const runtime = await findNodeRuntime(context);
    const bundle = await prepareImage(context, runtime);
    const { hostname, port } = new URL(connectionString);
    const database = new TcpProxy({ host: hostname, port: Number(port) });
    await database.open();
    return new Installation({
      context,
      node: runtime.node,
      bundle,
      database,
      folder: await mkdtemp(join(tmpdir(), 'causeway-replicas-')),
      entrance: await findFreePort(),
    });
  }

  constructor(parts) {
    Object.assign(this, parts);
    this.serviceToken = randomBytes(24).toString('base64url');
    this.prefix = `image_${randomUUID().slice(0, 8)}_`;
    this.url = `http://127.0.0.1:${parts.entrance}`;
    const connection = new URL(connectionString);
    connection.hostname = '127.0.0.1';
    connection.port = String(parts.database.port);
    this.env = {
      ...productionEnvironment({
        connection: connection.href,
        url: this.url,
        docs: this.folder,
        prefix: this.prefix,
      }),
      TMPDIR: this.folder,
      APP_CONFIG_backend_auth_externalAccess: JSON.stringify([
        {
          type: 'static',
          options: { token: this.serviceToken, subject: 'test' },
        },
      ]),
    };
  }

  /** @param {{ command?: string[], env?: NodeJS.ProcessEnv, user?: object }} [options] */
  async start({ command, env, user } = {}) {
    const replica = Replica.start({
      bundle: this.bundle,
      node: this.node,
      port: await findFreePort(),
      healthPort: await findFreePort(),
      command,
      user,
      env: { ...this.env, ...env },
    });
    this.#replicas.add(replica);
    return replica;
  }

  async startCache(executable) {
    const port = await findFreePort();
    const child = spawn(
      executable,
      ['--port', String(port), '--bind', '127.0.0.1', '--save', ''],
      { stdio: 'ignore', cwd: this.folder },
    );
    this.#processes.push(child);
    return `redis://127.0.0.1:${port}`;
  }

  async release() {
    await Promise.all([...this.#replicas].map(replica => replica.stop()));
    for (const child of this.#processes) {
      child.kill();
      await once(child, 'close');
    }
    await this.database.close();
    await dropDatabases(this.prefix);
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Signs in as the guest. */
export async function signIn(url) {
  const response = await fetch(`${url}/api/auth/guest/refresh`, {
    headers: { 'X-Requested-With': 'XMLHttpRequest' },
  });
  if (!response.ok) {
    throw new Error(
      `Signing in answered ${response.status}: ${await response.text()}`,
    );
  }
  const { backstageIdentity } = await response.json();
  return backstageIdentity.token;
}

export async function connectToDatabase(database = 'postgres') {
  const url = new URL(connectionString);
  url.pathname = `/${database}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  return client;
}

async function dropDatabases(prefix) {
  const client = await connectToDatabase();
  const { rows } = await client.query(
    'select datname from pg_database where datname like $1',
    [`${prefix}%`],
  );
  for (const { datname } of rows) {
    await client.query(`drop database "${datname}" with (force)`);
  }
  await client.end();
}

export async function findFreePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
