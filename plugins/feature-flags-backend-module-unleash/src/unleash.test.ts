import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  createTestDatabase,
  hasTestDatabase,
} from '@causeway/backend-common/testUtils';
// A test of the module in its plugin is a test of what readers get.
// eslint-disable-next-line @backstage/no-mixed-plugin-imports
import featureFlagsPlugin from '@causeway/plugin-feature-flags-backend';
import type { Knex } from 'knex';
import request from 'supertest';
import { installUnleash } from './__testUtils__/installUnleash';
import {
  startUnleash,
  type RunningUnleash,
} from './__testUtils__/startUnleash';
import { featureFlagsModuleUnleash } from './module';

jest.setTimeout(180_000);

const server = hasTestDatabase ? installUnleash() : undefined;
const need = hasTestDatabase
  ? 'unleash-server from the npm registry'
  : 'a test database';
// The server is AGPL, so no dependency of ours: skipped where it cannot be fetched.
const describeWithUnleash = server ? describe : describe.skip;

// In no answer of the portal, whatever goes wrong.
const token = '*:*.planted-7d0c4b19e2a84f35-unleash';
const togglePath = '/v1/sources/unleash/flags/checkout-v2/environments';

describeWithUnleash(`Unleash as a source (needs ${need})`, () => {
  let unleash: RunningUnleash;
  let portal: Awaited<ReturnType<typeof startPortal>>;
  const answers: string[] = [];

  async function startPortal(source: { url?: string; token?: string } = {}) {
    const knex = await createTestDatabase();
    const logger = mockServices.logger.mock();
    logger.child.mockReturnValue(logger);
    const backend = await startTestBackend({
      features: [
        featureFlagsPlugin,
        featureFlagsModuleUnleash,
        mockServices.database.factory({ knex }),
        mockServices.rootConfig.factory({
          data: {
            featureFlags: {
              sources: {
                unleash: [
                  {
                    name: 'unleash',
                    url: unleash.url,
                    token,
                    writable: true,
                    ...source,
                  },
                ],
              },
            },
          },
        }),
        catalogServiceMock.factory({
          entities: [
            entity('payment-service', 'default'),
            entity('cart-service', 'no-such-project'),
          ],
        }),
      ],
    });
    const send = async (method: 'get' | 'put', path: string, body?: object) => {
      const res = await request(backend.server)
        [method](`/api/feature-flags${path}`)
        .set('Authorization', mockCredentials.user.header())
        .send(body);
      answers.push(`${JSON.stringify(res.headers)}${res.text}`);
      return res;
    };
    return {
      get: (path: string) => send('get', path),
      put: (path: string, body: object) => send('put', path, body),
      list: (entityName = 'payment-service') =>
        send('get', `/v1/sources/unleash/flags?entityRef=${entityName}`),
      /** As if ten seconds had passed since the last answer. */
      age: () => knex('external_flags').update({ as_of: new Date(0) }),
      knex,
      logged: () =>
        JSON.stringify(
          [logger.info, logger.warn, logger.error, logger.debug].map(
            ({ mock }) => mock.calls,
          ),
        ),
      stop: () => backend.stop(),
    };
  }

  beforeAll(async () => {
    unleash = await startUnleash({
      server: server ?? '',
      databaseUrl: toUrl(await createTestDatabase()),
      token,
    });
    const features = '/projects/default/features';
    await unleash.call('POST', features, {
      name: 'checkout-v2',
      type: 'release',
      description: 'The new checkout',
    });
    await unleash.call(
      'POST',
      `${features}/checkout-v2/environments/production/strategies`,
      { name: 'default', disabled: true },
    );
    await unleash.call('POST', features, {
      name: 'old-basket',
      type: 'release',
    });
    await unleash.call('POST', '/projects/default/stale', {
      features: ['old-basket'],
      stale: true,
    });
    portal = await startPortal();
  });

  afterAll(async () => {
    await unleash?.stop();
  });

  it('lists the flags of a project as Unleash has them', async () => {
    const { status, body } = await portal.list();
    expect(status).toBe(200);
    expect(body).toEqual({
      isFresh: true,
      asOf: expect.any(String),
      items: [
        {
          source: 'unleash',
          key: 'checkout-v2',
          description: 'The new checkout',
          environments: [
            { name: 'development', isEnabled: false },
            {
              name: 'production',
              isEnabled: false,
              summary: 'all strategies disabled',
            },
          ],
          isStale: false,
          createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
          url: `${unleash.url}/projects/default/features/checkout-v2`,
        },
        expect.objectContaining({ key: 'old-basket', isStale: true }),
      ],
    });
  });

  it('turns a flag on and off in Unleash', async () => {
    for (const isEnabled of [true, false]) {
      const { status } = await portal.put(`${togglePath}/development`, {
        entityRef: 'payment-service',
        isEnabled,
      });
      expect(status).toBe(204);
      expect(
        await unleash.call('GET', '/projects/default/features/checkout-v2'),
      ).toMatchObject({
        environments: expect.arrayContaining([
          expect.objectContaining({ name: 'development', enabled: isEnabled }),
        ]),
      });
      expect((await portal.list()).body.items[0].environments[0]).toMatchObject(
        { name: 'development', isEnabled },
      );
    }
  });

  it('says what Unleash does not have', async () => {
    const entityRef = 'payment-service';
    const flag = await portal.put(
      '/v1/sources/unleash/flags/nothing/environments/development',
      { entityRef, isEnabled: true },
    );
    expect(flag.status).toBe(404);
    const environment = await portal.put(`${togglePath}/nowhere`, {
      entityRef,
      isEnabled: true,
    });
    expect(environment.status).toBe(404);
    // Unleash lists an unknown project as an empty one.
    expect((await portal.list('cart-service')).body.items).toEqual([]);
  });

  it('says that a token is not accepted', async () => {
    const other = await startPortal({ token: `${token}-revoked` });
    const { status, body } = await other.list();
    expect(status).toBe(503);
    expect(body.error.message).toBe(
      "The flags of 'Unleash' cannot be read: 'Unleash' does not accept the portal's token (status 401)",
    );
    expect(other.logged()).not.toContain('planted-');
    await other.stop();
  });

  it('takes nothing but Unleash for Unleash', async () => {
    const other = await startPortal({ url: `${unleash.url}/health` });
    const { status, body } = await other.list();
    expect(status).toBe(503);
    expect(body.error.message).toBe(
      "The flags of 'Unleash' cannot be read: 'Unleash' answered with something other than the flags of Unleash; check the 'url' of the source",
    );
    await other.stop();
  });

  it('shows the last known state when Unleash is down', async () => {
    await portal.list();
    await unleash.stop();
    await portal.age();
    const { status, body } = await portal.list();
    expect(status).toBe(200);
    expect(body).toMatchObject({
      isFresh: false,
      asOf: '1970-01-01T00:00:00.000Z',
      error: expect.stringMatching(
        /^'Unleash' could not be reached \([A-Z_]+\)$/,
      ),
      items: [{ key: 'checkout-v2' }, { key: 'old-basket' }],
    });
    const toggle = await portal.put(`${togglePath}/development`, {
      entityRef: 'payment-service',
      isEnabled: true,
    });
    expect(toggle.status).toBe(503);
  });

  it('never lets out the token', async () => {
    await portal.get('/v1/sources');
    await portal.get('/openapi.json');
    await portal.get('/v1/sources/other/flags?entityRef=payment-service');
    const stored = await portal.knex('external_flags');

    expect(answers.length).toBeGreaterThan(10);
    expect(answers.join('\n')).toContain('checkout-v2');
    expect(answers.join('\n')).not.toContain('planted-');
    expect(JSON.stringify(stored)).toContain('checkout-v2');
    expect(JSON.stringify(stored)).not.toContain('planted-');
    expect(portal.logged()).not.toContain('planted-');
  });
});

function toUrl(knex: Knex): string {
  const { host, port, user, password, database } =
    knex.client.config.connection;
  return `postgresql://${user}:${encodeURIComponent(
    password,
  )}@${host}:${port}/${database}`;
}

function entity(name: string, project: string) {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      namespace: 'default',
      annotations: { 'unleash.getunleash.io/project': project },
    },
    spec: { type: 'service', lifecycle: 'production', owner: 'payments-team' },
    relations: [{ type: 'ownedBy', targetRef: 'group:default/payments-team' }],
  };
}
