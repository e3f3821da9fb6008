import {
  coreServices,
  createBackendPlugin,
  createServiceFactory,
  type LoggerService,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { NotAllowedError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import PromiseRouter from 'express-promise-router';
import request from 'supertest';
import { httpRouter } from './httpRouter';

const ada = mockCredentials.user.header('user:default/ada');
const noor = mockCredentials.user.header('user:default/noor');
const service = mockCredentials.service.header({
  onBehalfOf: mockCredentials.service(),
  targetPluginId: 'things',
});

interface Event {
  message: string;
  meta: Record<string, unknown>;
}

const thingsPlugin = createBackendPlugin({
  pluginId: 'things',
  register(env) {
    env.registerInit({
      deps: { httpRouter: coreServices.httpRouter },
      async init({ httpRouter: router }) {
        const routes = PromiseRouter();
        routes.get('/things', (_req, res) => {
          res.json([]);
        });
        routes.post('/things/:name', (_req, res) => {
          res.status(201).json({});
        });
        routes.delete('/things/:name', () => {
          throw new NotAllowedError('Not yours');
        });
        routes.post(
          '/.backstage/scheduler/v1/tasks/:id/trigger',
          (_req, res) => {
            res.end();
          },
        );
        router.use(routes);
        router.addAuthPolicy({ path: '/open', allow: 'unauthenticated' });
        routes.put('/open', (_req, res) => {
          res.json({});
        });
      },
    });
  },
});

async function start(causeway: object = {}) {
  const events: Event[] = [];
  const createLogger = (meta: object): LoggerService => ({
    child: more => createLogger({ ...meta, ...more }),
    debug: () => {},
    error: () => {},
    warn: () => {},
    info: (message, more) => {
      const all = { ...meta, ...(more as object) };
      if ('isAuditEvent' in all) {
        events.push({ message, meta: all });
      }
    },
  });
  const { server } = await startTestBackend({
    features: [
      thingsPlugin,
      httpRouter,
      createServiceFactory({
        service: coreServices.logger,
        deps: {},
        factory: () => createLogger({}),
      }),
      mockServices.permissions.mock({
        authorize: async (requests, { credentials }) =>
          requests.map(() => ({
            result: JSON.stringify(credentials).includes('noor')
              ? AuthorizeResult.ALLOW
              : AuthorizeResult.DENY,
          })),
      }).factory,
      mockServices.rootConfig.factory({ data: { causeway } }),
    ],
  });
  return { events, server };
}

describe('the audit of requests', () => {
  it('has route, actor and outcome of what may change something, and no secrets', async () => {
    const { events, server } = await start();
    await request(server)
      .post('/api/things/lamp?token=planted-secret')
      .set('authorization', ada)
      .set('x-api-key', 'planted-secret')
      .send({ password: 'planted-secret' })
      .expect(404);
    await request(server)
      .post('/api/things/things/lamp?token=planted-secret')
      .set('authorization', ada)
      .send({ password: 'planted-secret' })
      .expect(201);
    await request(server)
      .delete('/api/things/things/lamp')
      .set('authorization', service)
      .expect(403);
    await request(server)
      .put('/api/things/open')
      .set('authorization', mockCredentials.none.header())
      .expect(200);
    await request(server)
      .post('/api/things/things/lamp')
      .set('authorization', mockCredentials.user.invalidHeader())
      .expect(401);

    expect(events).toEqual(
      [
        ['POST', '/api/things/lamp', 'failed', 404, 'user:default/ada'],
        [
          'POST',
          '/api/things/things/lamp',
          'succeeded',
          201,
          'user:default/ada',
        ],
        [
          'DELETE',
          '/api/things/things/lamp',
          'failed',
          403,
          'external:test-service',
        ],
        ['PUT', '/api/things/open', 'succeeded', 200, undefined],
        ['POST', '/api/things/things/lamp', 'failed', 401, undefined],
      ].map(([method, url, status, statusCode, actorId]) => ({
        message: 'things.request',
        meta: {
          isAuditEvent: true,
          plugin: 'things',
          eventId: 'request',
          severityLevel: 'medium',
          status,
          actor: { ...(actorId && { actorId }), ip: expect.any(String) },
          request: { method, url },
          meta: {
            statusCode,
            isAborted: false,
            durationMs: expect.any(Number),
          },
        },
      })),
    );
    expect(JSON.stringify(events)).not.toContain('planted-secret');
  });

  it('leaves out what only reads', async () => {
    const { events, server } = await start();
    await request(server)
      .get('/api/things/things')
      .set('authorization', ada)
      .expect(200);
    await request(server)
      .head('/api/things/things')
      .set('authorization', ada)
      .expect(200);
    expect(events).toEqual([]);
  });
});

describe('the limits of requests', () => {
  const get = (server: Parameters<typeof request>[0], as: string) =>
    request(server).get('/api/things/things').set('authorization', as);

  it('hold for each user, and not for services', async () => {
    const { server } = await start({ rateLimit: { perUser: 2 } });
    await get(server, ada).expect(200);
    await get(server, ada).expect(200);
    const refused = await get(server, ada).expect(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.body.error).toEqual({
      name: 'TooManyRequestsError',
      message: expect.stringMatching(/^Too many requests; try again in \d+ s$/),
    });
    await get(server, noor).expect(200);
    for (let time = 0; time < 5; time += 1) {
      await get(server, service).expect(200);
    }
  });

  it('hold for an address without a valid token, whatever token it sends', async () => {
    const { server } = await start({ rateLimit: { perAddress: 2 } });
    const statuses = [];
    for (const as of [
      mockCredentials.none.header(),
      mockCredentials.user.invalidHeader(),
      mockCredentials.none.header(),
      ada,
    ]) {
      const { status } = await request(server)
        .put('/api/things/open')
        .set('authorization', as);
      statuses.push(status);
    }
    expect(statuses).toEqual([200, 200, 429, 200]);
  });

  it('can be left out for a path and switched off', async () => {
    for (const rateLimit of [
      { perUser: 1, exempt: ['/api/things/'] },
      { perUser: 1, enabled: false },
    ]) {
      const { server } = await start({ rateLimit });
      const statuses = [
        (await get(server, ada)).status,
        (await get(server, ada)).status,
      ];
      expect(statuses).toEqual([200, 200]);
    }
  });
});

it('leaves scheduled tasks to platform engineers', async () => {
  const { server } = await start();
  const trigger = (as: string) =>
    request(server)
      .post('/api/things/.backstage/scheduler/v1/tasks/x/trigger')
      .set('authorization', as);
  const refused = await trigger(ada).expect(403);
  expect(refused.body.error.message).toBe(
    "Scheduled tasks are for platform engineers; 'devtools.scheduler.trigger' is not allowed to you",
  );
  await trigger(noor).expect(200);
  await trigger(service).expect(200);
});
