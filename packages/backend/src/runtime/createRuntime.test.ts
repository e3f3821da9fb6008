import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { AddressInfo, createServer } from 'node:net';
import {
  coreServices,
  createBackendPlugin,
  DatabaseService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { createBackend } from '@backstage/backend-defaults';
import { mockServices } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import express from 'express';
import { Client } from 'pg';
import { createRuntime } from './createRuntime';
import { TcpProxy } from './__testUtils__/TcpProxy';

const connectionString =
  process.env.BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING;

jest.setTimeout(60_000);

// The catalog's database is the one that health asks.
function createSample() {
  const gate = Promise.withResolvers<void>();
  const requested = Promise.withResolvers<void>();
  const services: { database?: DatabaseService; scheduler?: SchedulerService } =
    {};
  const plugin = createBackendPlugin({
    pluginId: 'catalog',
    register(env) {
      env.registerInit({
        deps: {
          database: coreServices.database,
          httpRouter: coreServices.httpRouter,
          scheduler: coreServices.scheduler,
        },
        async init({ database, httpRouter, scheduler }) {
          Object.assign(services, { database, scheduler });
          const router = express.Router();
          router.get('/memory', (_req, res) => {
            res.json({ from: 'memory' });
          });
          router.get('/slow', async (_req, res) => {
            requested.resolve();
            await gate.promise;
            const client = await database.getClient();
            res.json((await client.raw('select 1 as one')).rows);
          });
          router.get('/database', async (_req, res, next) => {
            const client = await database.getClient();
            client
              .raw('select 1 as one')
              .then(({ rows }) => res.json(rows), next);
          });
          router.get('/broken', () => {
            throw new Error('a mistake');
          });
          httpRouter.use(router);
          httpRouter.addAuthPolicy({ path: '/', allow: 'unauthenticated' });
        },
      });
    },
  });
  return { plugin, gate, requested, services };
}

async function start(proxy: TcpProxy, causeway: JsonObject = {}) {
  const sample = createSample();
  const port = await findFreePort();
  // A test backend brings an HTTP server of its own.
  const backend = createBackend();
  for (const feature of [
    ...createRuntime({ serveMetrics: undefined }),
    mockServices.rootConfig.factory({
      data: {
        backend: {
          baseUrl: `http://127.0.0.1:${port}`,
          listen: { host: '127.0.0.1', port },
          database: {
            client: 'pg',
            connection: proxy.connection,
            prefix: `runtime_${randomUUID().slice(0, 8)}_`,
          },
        },
        causeway: { health: { cacheFor: 'PT0S' }, ...causeway },
      },
    }),
    sample.plugin,
  ]) {
    backend.add(feature);
  }
  await backend.start();
  const url = `http://127.0.0.1:${port}`;
  return {
    ...sample,
    backend,
    readiness: () => fetch(`${url}/.backstage/health/v1/readiness`),
    get: (path: string) => fetch(`${url}/api/catalog/${path}`),
  };
}

// The server of the runtime stands in for the one that a test backend would choose a port for.
async function findFreePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('the runtime', () => {
  let proxy: TcpProxy;

  beforeEach(async () => {
    if (!connectionString) {
      throw new Error(
        'Name a PostgreSQL server in BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING.',
      );
    }
    proxy = new TcpProxy(connectionString);
    await proxy.open();
  });
  afterEach(() => proxy.close());

  it('answers 503 with a sentence while the database is gone, and as before once it is back', async () => {
    const { get, readiness, backend } = await start(proxy);
    expect((await readiness()).status).toBe(200);
    expect(await (await get('database')).json()).toEqual([{ one: 1 }]);

    await proxy.close();
    const unready = await readiness();
    expect(unready.status).toBe(503);
    expect((await unready.json()).message).toMatch(
      /^The database cannot be reached: (?!select).+\.$/,
    );
    const refused = await get('database');
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect((await refused.json()).error).toEqual({
      name: 'ServiceUnavailableError',
      message: 'The database cannot be reached. Try again in 5 seconds.',
    });
    expect(await (await get('memory')).json()).toEqual({ from: 'memory' });

    await proxy.open();
    await untilReady(readiness);
    expect(await (await get('database')).json()).toEqual([{ one: 1 }]);
    expect((await get('broken')).status).toBe(500);
    await backend.stop();
  });

  it('is unready when the database no longer answers, and ready when it does again', async () => {
    const { readiness, backend } = await start(proxy, {
      health: { cacheFor: 'PT0S', databaseTimeout: 'PT1S' },
    });
    expect((await readiness()).status).toBe(200);
    proxy.freeze();
    const began = Date.now();
    const unready = await readiness();
    expect(unready.status).toBe(503);
    expect((await unready.json()).message).toBe(
      'The database cannot be reached: it did not answer in time.',
    );
    expect(Date.now() - began).toBeLessThan(5000);
    await proxy.close();
    await proxy.open();
    await untilReady(readiness);
    await backend.stop();
  });

  it('answers what is under way before it stops, and asks clients to go elsewhere', async () => {
    const { get, gate, requested, readiness, backend } = await start(proxy);
    const slow = get('slow');
    await requested.promise;
    const stopped = backend.stop();
    const late = await get('memory');
    expect(late.status).toBe(200);
    expect(late.headers.get('connection')).toBe('close');
    expect(await (await readiness()).json()).toEqual({
      status: 'error',
      message: 'The backend is shutting down.',
    });
    gate.resolve();
    const answer = await slow;
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual([{ one: 1 }]);
    await stopped;
  });

  it('ends running tasks and releases their locks before it closes the database', async () => {
    const { services, backend } = await start(proxy);
    const running = Promise.withResolvers<void>();
    await services.scheduler?.scheduleTask({
      id: 'long',
      frequency: { hours: 1 },
      timeout: { hours: 6 },
      fn: signal =>
        new Promise(resolve => {
          running.resolve();
          signal.addEventListener('abort', () => setTimeout(resolve, 100));
        }),
    });
    const client = await services.database?.getClient();
    const { connection } = client?.client.config ?? {};
    await running.promise;
    expect(await readTasks(connection)).toEqual([
      { id: 'long', isLocked: true, isDone: false },
    ]);
    await backend.stop();
    expect(await readTasks(connection)).toEqual([
      { id: 'long', isLocked: false, isDone: true },
    ]);
  });

  it('leaves scheduled tasks to other replicas when told so, but not their tables', async () => {
    const { services, backend } = await start(proxy, {
      tasks: { enabled: false },
    });
    const fn = jest.fn();
    await services.scheduler?.scheduleTask({
      id: 'work',
      frequency: { seconds: 1 },
      timeout: { seconds: 1 },
      fn,
    });
    const client = await services.database?.getClient();
    const { connection } = client?.client.config ?? {};
    expect(await services.scheduler?.getScheduledTasks()).toEqual([]);
    expect(await readTasks(connection)).toEqual([]);
    await backend.stop();
    expect(fn).not.toHaveBeenCalled();
  });
});

async function untilReady(readiness: () => Promise<Response>) {
  const deadline = Date.now() + 10_000;
  let response = await readiness();
  while (!response.ok && Date.now() < deadline) {
    response = await readiness();
  }
  expect(await response.json()).toEqual({ status: 'ok' });
}

async function readTasks(connection: object) {
  const client = new Client(connection);
  await client.connect();
  const { rows } = await client.query(
    'select id, current_run_ticket is not null as "isLocked", last_run_ended_at is not null as "isDone" from backstage_backend_tasks__tasks',
  );
  await client.end();
  return rows;
}
