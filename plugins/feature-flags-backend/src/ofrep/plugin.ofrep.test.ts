import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
import type { Knex } from 'knex';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import {
  checkoutFlag,
  createFlags,
  startFlagsBackend,
} from '../__testUtils__/startFlagsBackend';
import { featureFlagsPlugin } from '../plugin';

jest.setTimeout(60_000);

const bulkPath = '/api/feature-flags/ofrep/v1/evaluate/flags';
const ada = { context: { targetingKey: 'ada' } };

describeWithDatabase('OFREP of the plugin', () => {
  it('evaluates for a key, and at once for what was changed', async () => {
    const { backend, client } = await start();
    const key = await createKey(client, 'development');
    const bulk = (tag?: string) => {
      const call = request(backend.server)
        .post(bulkPath)
        .set('Authorization', `Bearer ${key}`);
      return (tag ? call.set('If-None-Match', tag) : call).send(ada);
    };

    const first = await settle(client, bulk);
    expect(first.body.flags).toEqual([
      { key: 'checkout-v2', reason: 'STATIC', variant: 'on', value: true },
    ]);
    expect((await bulk(first.headers.etag)).status).toBe(304);

    const { revision } = (
      await client.get('/v1/flag-sets/checkout/flags/checkout-v2')
    ).body;
    const change = await client.put(
      '/v1/flag-sets/checkout/flags/checkout-v2/environments/development',
      { revision, state: 'ENABLED', defaultVariant: 'off' },
    );
    expect(change.status).toBe(200);
    const second = await settle(client, () => bulk(first.headers.etag));
    expect(second.body.flags).toMatchObject([{ variant: 'off' }]);

    const single = await request(backend.server)
      .post(`${bulkPath}/checkout-v2`)
      .set('X-API-Key', key)
      .send(ada);
    expect(single.body).toEqual(second.body.flags[0]);
  });

  it('asks the database for nothing when it evaluates', async () => {
    const { backend, client, knex } = await start(undefined, {
      featureFlags: { snapshot: { pollInterval: { hours: 1 } } },
    });
    const key = await createKey(client, 'development');
    const bulk = () =>
      request(backend.server).post(bulkPath).set('X-API-Key', key).send(ada);
    await settle(client, bulk);

    const statements: string[] = [];
    knex.on('query', ({ sql }) => statements.push(sql));
    await knex.raw('SELECT 1');
    expect(statements).toEqual(['SELECT 1']);
    statements.length = 0;
    for (let turn = 0; turn < 50; turn++) {
      const { status } = await bulk();
      expect(status).toBe(200);
      await request(backend.server)
        .post(`${bulkPath}/checkout-v2`)
        .set('X-API-Key', key)
        .send(ada);
      await request(backend.server)
        .post(bulkPath)
        .set('X-API-Key', 'cw_guess')
        .send(ada);
    }
    // Keys and owners are refreshed at their own pace, once in five seconds and more.
    const upkeep = statements.filter(sql =>
      /environment_keys|entity_owners/.test(sql),
    );
    expect(upkeep.length).toBeLessThan(10);
    expect(statements.filter(sql => !upkeep.includes(sql))).toEqual([]);
  });

  it('refuses without a key, with a wrong one and with a revoked one', async () => {
    const { backend, client } = await start();
    const post = (headers: { [name: string]: string }) =>
      request(backend.server).post(bulkPath).set(headers).send(ada);
    const created = await client.post(
      '/v1/flag-sets/checkout/environments/development/keys',
      { name: 'shop' },
    );
    const key = { 'X-API-Key': created.body.key };

    expect((await post({})).status).toBe(401);
    expect((await post({ 'X-API-Key': 'cw_development_wrong' })).status).toBe(
      401,
    );
    await until(
      () => post(key),
      ({ status }) => status === 200,
    );
    await client.delete(
      `/v1/flag-sets/checkout/environments/development/keys/${created.body.id}`,
    );
    expect((await post(key)).status).toBe(401);
  });

  it('lets users of the portal evaluate what they may read', async () => {
    let result: AuthorizeResult.ALLOW | AuthorizeResult.DENY =
      AuthorizeResult.ALLOW;
    const { backend, client } = await start({
      authorize: async requests => requests.map(() => ({ result })),
      authorizeConditional: async requests => requests.map(() => ({ result })),
    });
    const post = (query: string, header: string) =>
      request(backend.server)
        .post(`${bulkPath}?${query}`)
        .set('Authorization', header)
        .send(ada);
    const user = mockCredentials.user.header();
    const scope = 'flagSet=checkout&environment=development';

    const allowed = await settle(client, () => post(scope, user));
    expect(allowed.body.flags).toMatchObject([{ key: 'checkout-v2' }]);
    expect(
      (await post('flagSet=nothing&environment=development', user)).status,
    ).toBe(403);
    expect((await post(scope, mockCredentials.none.header())).status).toBe(401);
    expect((await post(scope, mockCredentials.service.header())).status).toBe(
      401,
    );
    result = AuthorizeResult.DENY;
    const denied = await post(scope, user);
    expect(denied.status).toBe(403);
    expect(denied.body.errorDetails).toBe(
      "You are not allowed to read the flags of 'checkout' in 'development'",
    );
  });

  it('explains to those who may read the flag', async () => {
    let result: AuthorizeResult.ALLOW | AuthorizeResult.DENY =
      AuthorizeResult.ALLOW;
    const { client } = await start({
      authorize: async requests => requests.map(() => ({ result })),
      authorizeConditional: async requests => requests.map(() => ({ result })),
    });
    const explain = (body: object) =>
      client.post(
        '/v1/flag-sets/checkout/flags/checkout-v2/environments/development/explain',
        body,
      );
    const targeting = { if: [{ '==': [{ var: 'plan' }, 'gold'] }, 'off'] };

    const answer = await until(
      () => explain({ context: { plan: 'gold' }, targeting }),
      ({ status }) => status === 200,
    );
    expect(answer.body).toMatchObject({
      result: { variant: 'off', reason: 'TARGETING_MATCH' },
      steps: [{ pointer: '/if', result: 'off' }],
    });
    const bad = await explain({ context: {}, targeting: { explode: [] } });
    expect(bad.status).toBe(400);
    expect((await explain({})).status).toBe(400);
    result = AuthorizeResult.DENY;
    expect((await explain({ context: {} })).status).toBe(403);
    expect((await client.get('/v1/conformance')).body.suites).toHaveLength(3);
  });

  it('goes on when the database is lost, also after a restart', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'flags-'));
    const config = { featureFlags: { snapshot: { directory } } };
    const { backend, client, knex } = await start(undefined, config);
    const key = await createKey(client, 'development');
    const ask = (server: typeof backend.server) =>
      request(server).post(bulkPath).set('X-API-Key', key).send(ada);
    const before = await settle(client, () => ask(backend.server));

    await knex.destroy();
    expect((await ask(backend.server)).text).toBe(before.text);
    expect((await client.get('/v1/flags')).status).toBeGreaterThanOrEqual(500);
    await backend.stop();

    const { mode } = await stat(directory);
    expect(mode & 0o077).toBe(0);
    for (const name of await readdir(directory)) {
      expect((await stat(join(directory, name))).mode & 0o077).toBe(0);
      expect(await readFile(join(directory, name), 'utf8')).not.toContain(key);
    }
    const restarted = await startTestBackend({
      features: [
        featureFlagsPlugin,
        mockServices.database.mock({
          getClient: async () => {
            throw new Error('connect ECONNREFUSED');
          },
        }).factory,
        mockServices.rootConfig.factory({ data: config }),
        catalogServiceMock.factory(),
      ],
    });
    const after = await ask(restarted.server);
    expect(after.body.flags).toEqual(before.body.flags);
    const managed = await request(restarted.server)
      .get('/api/feature-flags/v1/flags')
      .set('Authorization', mockCredentials.user.header());
    expect(managed.status).toBe(503);
    expect(managed.body.error.message).toBe(
      'Feature flags cannot be managed while the database does not answer',
    );
    await restarted.stop();
    await rm(directory, { recursive: true });
  });

  it('fails to start without the database where nothing was saved', async () => {
    await expect(
      startTestBackend({
        features: [
          featureFlagsPlugin,
          mockServices.database.mock({
            getClient: async () => {
              throw new Error('connect ECONNREFUSED');
            },
          }).factory,
          mockServices.rootConfig.factory({ data: {} }),
          catalogServiceMock.factory(),
        ],
      }),
    ).rejects.toThrow('connect ECONNREFUSED');
  });
});

async function start(
  permissions?: Parameters<typeof startFlagsBackend>[0]['permissions'],
  config?: object,
): Promise<Awaited<ReturnType<typeof startFlagsBackend>> & { knex: Knex }> {
  const knex = await createTestDatabase();
  const started = await startFlagsBackend({ knex, permissions, config });
  await createFlags(started.client, checkoutFlag);
  return { ...started, knex };
}

async function createKey(
  client: Awaited<ReturnType<typeof startFlagsBackend>>['client'],
  environment: string,
): Promise<string> {
  const { body } = await client.post(
    `/v1/flag-sets/checkout/environments/${environment}/keys`,
    { name: 'shop' },
  );
  return body.key;
}

/** Changes arrive by notification, a moment after the request that made them. */
async function settle(
  client: Awaited<ReturnType<typeof startFlagsBackend>>['client'],
  bulk: () => PromiseLike<request.Response>,
): Promise<request.Response> {
  const { body } = await client.get('/v1/flag-sets/checkout');
  return await until(
    bulk,
    answer => answer.body.metadata?.version === String(body.revision),
  );
}

async function until<T>(
  ask: () => PromiseLike<T>,
  isDone: (answer: T) => boolean,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    const answer = await ask();
    if (isDone(answer) || attempt === 100) {
      return answer;
    }
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
