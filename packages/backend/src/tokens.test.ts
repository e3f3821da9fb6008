import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { createDeferred } from '@backstage/types';
import { describeWithDatabase } from '@causeway/backend-common/testUtils';
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import request from 'supertest';
import { createEntity, createGroup } from './__testUtils__/entities';
import { TestPortal } from './__testUtils__/TestPortal';

jest.setTimeout(120_000);

const hourMs = 60 * 60 * 1_000;

const keys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const strangeKeys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });

/** Tokens of the catalog for other plugins, by their id. */
const issued = new Map<string, string>();

const issueTokens = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'issue-tokens',
  register(env) {
    env.registerInit({
      deps: { auth: coreServices.auth },
      async init({ auth }) {
        for (const targetPluginId of ['catalog', 'scaffolder']) {
          const { token } = await auth.getPluginRequestToken({
            onBehalfOf: await auth.getOwnServiceCredentials(),
            targetPluginId,
          });
          issued.set(targetPluginId, token);
        }
      },
    });
  },
});

const unknown =
  "The token is none that the portal has issued, and none of 'backend.auth.externalAccess'";

describeWithDatabase('tokens', () => {
  let portal: TestPortal;
  let jwks: Server;

  beforeAll(async () => {
    jwks = await serve({
      keys: [
        {
          ...keys.publicKey.export({ format: 'jwk' }),
          kid: 'ci',
          alg: 'ES256',
        },
      ],
    });
    portal = await TestPortal.start({
      entities: [
        createGroup('payments-team'),
        createEntity('User', 'ada', { memberOf: ['payments-team'] }),
        createEntity('Component', 'payment-service', {
          type: 'service',
          lifecycle: 'production',
          owner: 'payments-team',
        }),
      ],
      externalAccess: [
        {
          type: 'static',
          options: { token: 'token-of-the-pipeline', subject: 'pipeline' },
          accessRestrictions: [
            { plugin: 'scorecard', permission: 'scorecard.facts.write' },
          ],
        },
        {
          type: 'static',
          options: { token: 'token-of-the-dashboard', subject: 'dashboard' },
          accessRestrictions: [
            { plugin: 'catalog', permissionAttribute: { action: 'read' } },
            {
              plugin: 'scorecard',
              permission: ['scorecard.read', 'catalog.entity.read'],
            },
          ],
        },
        {
          type: 'jwks',
          options: {
            url: `${urlOf(jwks)}/jwks.json`,
            issuer: 'https://ci.example',
            audience: 'causeway',
            algorithm: 'ES256',
            subjectPrefix: 'ci',
          },
          accessRestrictions: [{ plugin: 'catalog' }],
        },
      ],
      features: [issueTokens],
    });
    await portal.signIn('ada');
  });

  afterAll(() => {
    jwks.close();
  });

  const list = (authorization: string, path = '/api/catalog/entities') =>
    request(portal.server).get(path).set('authorization', authorization);

  it.each<[string, () => string, string]>([
    ['none', () => '', 'Missing credentials'],
    ['one that is no token', () => 'Bearer x.y.z', unknown],
    [
      'one of another audience',
      () => `Bearer ${issued.get('scaffolder')}`,
      "The token is for 'scaffolder' and not for 'catalog'",
    ],
    [
      'one of another portal',
      () =>
        `Bearer ${signToken(strangeKeys.privateKey, {
          typ: 'vnd.backstage.user',
          sub: 'user:default/root',
        })}`,
      unknown,
    ],
    [
      'one with another user in it',
      () => {
        const [header, , signature] = portal.bearer('ada').split('.');
        const payload = encode({ sub: 'user:default/root', exp: 4e9 });
        return `${header}.${payload}.${signature}`;
      },
      unknown,
    ],
    [
      'one without a signature',
      () => {
        const header = encode({ alg: 'none', typ: 'vnd.backstage.user' });
        const payload = encode({ sub: 'user:default/root', exp: 4e9 });
        return `Bearer ${header}.${payload}.`;
      },
      unknown,
    ],
  ])('refuses %s', async (_, token, message) => {
    const { body, status } = await list(token());
    expect([status, body.error.message]).toEqual([401, message]);
  });

  it.each([
    ['of a user', () => portal.bearer('ada')],
    ['of a plugin', () => `Bearer ${issued.get('catalog')}`],
  ])(
    'lets a token %s in until it expires, and says when it did',
    async (_, token) => {
      expect((await list(token())).status).toBe(200);
      const { exp } = JSON.parse(
        Buffer.from(token().split('.')[1], 'base64url').toString(),
      );
      // Time alone: the server of this process goes on.
      jest.useFakeTimers({
        now: Date.now() + 2 * hourMs,
        doNotFake: [
          'hrtime',
          'nextTick',
          'performance',
          'queueMicrotask',
          'setImmediate',
          'setInterval',
          'setTimeout',
        ],
      });
      try {
        const { body, status } = await list(token());
        expect([status, body.error.message]).toEqual([
          401,
          `The token expired at ${new Date(exp * 1_000).toISOString()}`,
        ]);
      } finally {
        jest.useRealTimers();
      }
    },
  );

  describe('of other systems', () => {
    const push = (authorization: string) =>
      request(portal.server)
        .put('/api/scorecard/v1/facts')
        .set('authorization', authorization)
        .send({
          entityRef: 'component:default/payment-service',
          factRef: 'ci:default/coverage',
          value: { percent: 83 },
          source: 'the test',
          idempotencyKey: authorization,
        });

    it('do what their restrictions name, and nothing else', async () => {
      const pipeline = 'Bearer token-of-the-pipeline';
      expect((await push(pipeline)).status).toBe(200);
      const reading = await list(pipeline, '/api/scorecard/v1/scorecards');
      expect([reading.status, reading.body.error.message]).toEqual([
        403,
        "You may not see scorecards; that takes the permission 'scorecard.read'",
      ]);
      const elsewhere = await list(pipeline);
      expect([elsewhere.status, elsewhere.body.error.message]).toEqual([
        403,
        "This token's access is restricted to plugin(s) 'scorecard'",
      ]);
    });

    it('only read where they are restricted to that', async () => {
      const dashboard = 'Bearer token-of-the-dashboard';
      const { body } = await list(dashboard).expect(200);
      const service = body.find(
        ({ kind }: { kind: string }) => kind === 'Component',
      );
      expect(service.metadata.name).toBe('payment-service');
      for (const call of [
        request(portal.server).delete(
          `/api/catalog/entities/by-uid/${service.metadata.uid}`,
        ),
        request(portal.server)
          .post('/api/catalog/refresh')
          .send({ entityRef: 'component:default/payment-service' }),
        request(portal.server)
          .post('/api/catalog/locations')
          .send({ type: 'url', target: 'https://example.com/x.yaml' }),
      ]) {
        const { status } = await call.set('authorization', dashboard);
        expect(status).toBe(403);
      }
      await list(
        dashboard,
        '/api/scorecard/v1/entities/component/default/payment-service',
      ).expect(200);
      expect((await push(dashboard)).body.error.message).toContain(
        "that takes the permission 'scorecard.facts.write'",
      );
    });

    const claims = {
      iss: 'https://ci.example',
      aud: 'causeway',
      sub: 'deploy',
    };
    it.each<[string, KeyObject, object, number, string | undefined]>([
      ['with all that is asked for', keys.privateKey, {}, 200, undefined],
      [
        'that has expired',
        keys.privateKey,
        { exp: 1_700_000_000 },
        401,
        'The token expired at 2023-11-14T22:13:20.000Z',
      ],
      [
        'for somebody else',
        keys.privateKey,
        { aud: 'another-portal' },
        401,
        unknown,
      ],
      [
        'of another issuer',
        keys.privateKey,
        { iss: 'https://evil.example' },
        401,
        unknown,
      ],
      ['of another key', strangeKeys.privateKey, {}, 401, unknown],
    ])(
      'take a token of an identity provider %s',
      async (_, key, changed, status, message) => {
        const token = signToken(key, { ...claims, ...changed });
        const answer = await list(`Bearer ${token}`);
        expect([answer.status, answer.body.error?.message]).toEqual([
          status,
          message,
        ]);
      },
    );

    it('take a token of an identity provider for the named plugins only', async () => {
      const { body } = await push(
        `Bearer ${signToken(keys.privateKey, claims)}`,
      );
      expect(body.error.message).toBe(
        "This token's access is restricted to plugin(s) 'catalog'",
      );
    });
  });
});

async function serve(content: object): Promise<Server> {
  const server = createServer((_req, res) => {
    res.setHeader('content-type', 'application/json');
    res.end(JSON.stringify(content));
  });
  const listening = createDeferred();
  server.listen(0, '127.0.0.1', () => listening.resolve());
  await listening;
  return server;
}

function urlOf(server: Server): string {
  const address = server.address();
  if (typeof address !== 'object' || address === null) {
    throw new Error('The server does not listen');
  }
  return `http://127.0.0.1:${address.port}`;
}

function signToken(
  key: KeyObject,
  { typ = 'JWT', ...claims }: { typ?: string } & Record<string, unknown>,
): string {
  const header = { alg: 'ES256', typ, kid: 'ci' };
  const now = Math.floor(Date.now() / 1_000);
  const text = `${encode(header)}.${encode({
    iat: now,
    exp: now + 3_600,
    ...claims,
  })}`;
  const signature = sign('sha256', Buffer.from(text), {
    key,
    dsaEncoding: 'ieee-p1363',
  });
  return `${text}.${signature.toString('base64url')}`;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
