import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { MiddlewareFactory } from '@backstage/backend-defaults/rootHttpRouter';
import { ConfigReader } from '@backstage/config';
import { describeWithDatabase } from '@causeway/backend-common/testUtils';
import express from 'express';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { FileFlagSetStore } from '../evaluation/FileFlagSetStore';
import { hashKeyText } from '../keys/environmentKeyText';
import { createStartWithoutDatabase } from './createStartWithoutDatabase';

jest.setTimeout(60_000);

const key = 'cw_production_saved';
const path = '/api/feature-flags/ofrep/v1/evaluate/flags/lights';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'causeway-waiting-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

describeWithDatabase('a start without the database', () => {
  it('waits, serves saved flags and refuses the rest, until the database answers', async () => {
    await saveFlags();
    const proxy = await createProxy();
    const { gate, handler } = createStartWithoutDatabase();
    const app = createApp(handler);
    let hasStarted = false;
    const started = start(gate, proxy.port).then(backend => {
      hasStarted = true;
      return backend;
    });

    await until(async () => (await ask(app)).status === 200);
    expect((await ask(app)).body).toMatchObject({ key: 'lights', value: true });
    expect((await ask(app, 'cw_production_guessed')).status).toBe(401);
    const refused = await request(app).post('/api/feature-flags/v1/flag-sets');
    expect(refused.status).toBe(503);
    expect(refused.body.error.message).toBe(
      'The portal waits for its database; until it answers, feature flags can be read and nothing can be changed',
    );
    const page = await request(app).get('/catalog');
    expect(page.status).toBe(503);
    expect(page.text).toContain('The portal waits for its database');
    const health = await request(app).get('/.backstage/health/v1/liveness');
    expect(health.text).toBe('the portal itself');
    expect(hasStarted).toBe(false);

    await proxy.open();
    const backend = await started;
    expect((await request(app).get('/catalog')).text).toBe('the portal itself');
    await backend.stop();
    await proxy.close();
  });

  it('does not wait where the database answers', async () => {
    await saveFlags();
    const proxy = await createProxy();
    await proxy.open();
    const { gate, handler } = createStartWithoutDatabase();
    const backend = await start(gate, proxy.port);
    const { text } = await request(createApp(handler)).get('/catalog');
    expect(text).toBe('the portal itself');
    await backend.stop();
    await proxy.close();
  });

  it('leaves the start to fail where no flags were saved', async () => {
    const proxy = await createProxy();
    const { gate, handler } = createStartWithoutDatabase();
    const backend = await start(gate, proxy.port);
    const { text } = await request(createApp(handler)).get('/catalog');
    expect(text).toBe('the portal itself');
    await backend.stop();
  });
});

function start(
  gate: ReturnType<typeof createStartWithoutDatabase>['gate'],
  port: number,
) {
  return startTestBackend({
    features: [
      gate,
      mockServices.rootConfig.factory({
        data: {
          backend: {
            baseUrl: 'http://localhost',
            database: {
              client: 'pg',
              connection: { ...readTestServer().login, port },
            },
          },
          featureFlags: { snapshot: { directory } },
        },
      }),
    ],
  });
}

/** A portal of which only its end is seen: `handler` is before it. */
function createApp(
  handler: ReturnType<typeof createStartWithoutDatabase>['handler'],
) {
  const middleware = MiddlewareFactory.create({
    config: new ConfigReader({}),
    logger: mockServices.logger.mock(),
  });
  return express()
    .use(handler)
    .use((req, res, next) =>
      req.method === 'GET' ? res.send('the portal itself') : next(),
    )
    .use(middleware.error());
}

function ask(app: express.Express, rawKey: string = key) {
  return request(app).post(path).set('X-API-Key', rawKey).send({ context: {} });
}

async function saveFlags(): Promise<void> {
  const files = new FileFlagSetStore({
    directory,
    logger: mockServices.logger.mock(),
  });
  await files.save({
    name: 'house',
    entityRef: 'component:default/house',
    revision: 3,
    flags: [
      {
        key: 'lights',
        variants: { on: true, off: false },
        prerequisites: [],
        environments: {
          production: { state: 'ENABLED', defaultVariant: 'on' },
        },
      },
    ],
    segments: [],
  });
  await files.saveKeys([
    {
      keyId: '1',
      flagSet: 'house',
      environment: 'production',
      hash: hashKeyText(key),
    },
  ]);
}

function readTestServer() {
  const url = new URL(
    String(process.env.BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING),
  );
  return {
    address: { host: url.hostname, port: Number(url.port || 5432) },
    login: {
      host: '127.0.0.1',
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
    },
  };
}

/** The address of a PostgreSQL that answers from the moment it is opened. */
async function createProxy() {
  const { address } = readTestServer();
  const server = createServer(socket => {
    const upstream = connect(address);
    socket.on('error', () => upstream.destroy());
    upstream.on('error', () => socket.destroy());
    socket.pipe(upstream).pipe(socket);
  });
  const listen = (port: number) =>
    new Promise<number>(resolve =>
      server.listen(port, '127.0.0.1', () => {
        const listening = server.address();
        resolve(
          typeof listening === 'object' && listening ? listening.port : 0,
        );
      }),
    );
  const close = () =>
    new Promise<void>(resolve => server.close(() => resolve()));
  const port = await listen(0);
  await close();
  return { port, open: () => listen(port), close };
}

async function until(isDone: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt++) {
    if (await isDone()) {
      return;
    }
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  throw new Error('It did not happen');
}
