import { createBackendModule } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
import {
  createFlagConditionalDecision,
  flagConditions,
  flagSourcesExtensionPoint,
  type FlagSource,
} from '@causeway/plugin-feature-flags-node';
import {
  flagTogglePermission,
  type ExternalFlag,
} from '@causeway/plugin-feature-flags-common';
import type { Knex } from 'knex';
import { createClient } from '../__testUtils__/startFlagsBackend';
import { featureFlagsPlugin } from '../plugin';

const payments = 'component:default/payment-service';
const paymentsPath = `/v1/sources/vendor/flags?entityRef=${encodeURIComponent(
  payments,
)}`;
const togglePath =
  '/v1/sources/vendor/flags/checkout-v2/environments/production';

/** A system that is up until a test says otherwise, and sends more than the portal shows. */
class VendorSource implements FlagSource {
  readonly name = 'vendor';
  readonly title = 'Vendor';
  readonly annotation = 'vendor.example/project';
  readonly capabilities;
  readonly token = 'vendor-token-1f2e3d';
  isEnabled = false;
  failure: Error | undefined;
  calls = 0;

  constructor(options: { toggle: boolean }) {
    this.capabilities = options;
  }

  async listFlags({ project }: { project: string }): Promise<ExternalFlag[]> {
    this.calls += 1;
    if (this.failure) {
      throw this.failure;
    }
    const flag = {
      source: 'another',
      key: 'checkout-v2',
      environments: [
        {
          name: 'production',
          isEnabled: this.isEnabled,
          apiKey: this.token,
        },
      ],
      isStale: false,
      url: `javascript:alert('${project}')`,
      token: this.token,
    };
    return project === 'payments' ? [flag] : [];
  }

  async getFlag(options: { project: string; key: string }) {
    const flags = await this.listFlags(options);
    return flags.find(({ key }) => key === options.key);
  }

  async setEnabled({ isEnabled }: { isEnabled: boolean }): Promise<void> {
    this.isEnabled = isEnabled;
  }
}

async function start(
  options: {
    knex?: Knex;
    source?: VendorSource;
    owned?: string[];
  } = {},
) {
  const {
    knex = await createTestDatabase(),
    source = new VendorSource({ toggle: true }),
    owned,
  } = options;
  const auditor = mockServices.auditor.mock();
  const auditEvent = { success: jest.fn(), fail: jest.fn() };
  auditor.createEvent.mockResolvedValue(auditEvent);
  const backend = await startTestBackend({
    features: [
      featureFlagsPlugin,
      createBackendModule({
        pluginId: 'feature-flags',
        moduleId: 'vendor',
        register(reg) {
          reg.registerInit({
            deps: { sources: flagSourcesExtensionPoint },
            init: async ({ sources }) => sources.addSource(source),
          });
        },
      }),
      mockServices.database.factory({ knex }),
      auditor.factory,
      catalogServiceMock.factory({
        entities: [
          entity('payment-service', 'payments-team', 'payments'),
          entity('ledger', 'ledger-team', 'payments'),
          entity('cart-service', 'payments-team', 'carts'),
          entity('storefront-web', 'storefront-team'),
        ],
      }),
      ...(owned
        ? [
            mockServices.permissions.mock({
              authorizeConditional: async requests =>
                requests.map(({ permission }) =>
                  permission.name === flagTogglePermission.name
                    ? createFlagConditionalDecision(
                        flagTogglePermission,
                        flagConditions.isFlagOwner({ claims: owned }),
                      )
                    : { result: AuthorizeResult.ALLOW },
                ),
            }).factory,
          ]
        : []),
    ],
  });
  // An answer counts as new for ten seconds.
  const age = () =>
    knex('external_flags').update({
      as_of: new Date('2026-01-01T00:00:00Z'),
    });
  return {
    age,
    auditor,
    auditEvent,
    client: createClient(backend),
    knex,
    source,
    stop: () => backend.stop(),
  };
}

describeWithDatabase('flags of other systems', () => {
  it('lists the sources, and from their flags only what the portal shows', async () => {
    const { client } = await start();

    const sources = await client.get('/v1/sources');
    expect(sources.status).toBe(200);
    expect(sources.body).toEqual({
      items: [
        {
          name: 'vendor',
          title: 'Vendor',
          capabilities: { toggle: true },
          annotation: 'vendor.example/project',
        },
      ],
    });

    const flags = await client.get(paymentsPath);
    expect(flags.status).toBe(200);
    expect(flags.body).toEqual({
      items: [
        {
          source: 'vendor',
          key: 'checkout-v2',
          environments: [{ name: 'production', isEnabled: false }],
          isStale: false,
        },
      ],
      asOf: expect.any(String),
      isFresh: true,
    });
  });

  it('shows the last known state with its age, also after a restart', async () => {
    const first = await start();
    await first.client.get(paymentsPath);
    await first.age();
    await first.stop();

    const source = new VendorSource({ toggle: true });
    source.failure = new Error('Vendor answered with status 502');
    const { client } = await start({ knex: first.knex, source });

    const { status, body } = await client.get(paymentsPath);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      items: [{ key: 'checkout-v2' }],
      asOf: '2026-01-01T00:00:00.000Z',
      isFresh: false,
      error: 'Vendor answered with status 502',
    });

    const carts = await client.get(
      '/v1/sources/vendor/flags?entityRef=cart-service',
    );
    expect(carts.status).toBe(503);
    expect(carts.body.error.message).toBe(
      "The flags of 'Vendor' cannot be read: Vendor answered with status 502",
    );
  });

  it('asks a system once for readers that follow each other', async () => {
    const { client, source } = await start();
    await client.get(paymentsPath);
    await client.get(paymentsPath);
    expect(source.calls).toBe(1);
  });

  it('leaves a system alone that keeps failing', async () => {
    const { client, source, age } = await start();
    await client.get(paymentsPath);
    await age();
    source.failure = new Error('down');
    for (let read = 0; read < 3; read += 1) {
      await client.get(paymentsPath);
    }
    expect(source.calls).toBe(4);

    const { body } = await client.get(paymentsPath);
    expect(source.calls).toBe(4);
    expect(body).toMatchObject({
      items: [{ key: 'checkout-v2' }],
      isFresh: false,
      error: expect.stringMatching(
        /^'Vendor' has not answered 3 times; it is asked again in \d+ s$/,
      ),
    });
  });

  it('forgets a project that its system does not have any more', async () => {
    const { client, source, age, knex } = await start();
    await client.get(paymentsPath);
    await age();
    source.failure = new NotFoundError("Vendor has no project 'payments'");

    const { status, body } = await client.get(paymentsPath);
    expect(status).toBe(404);
    expect(body.error.message).toBe("Vendor has no project 'payments'");
    expect(await knex('external_flags')).toEqual([]);
  });

  it('refuses unknown sources, unknown entities and entities without a project', async () => {
    const { client } = await start();
    const ask = async (source: string, ref: string) => {
      const { status, body } = await client.get(
        `/v1/sources/${source}/flags?entityRef=${ref}`,
      );
      return [status, body.error.message];
    };
    expect(await ask('other', 'payment-service')).toEqual([
      404,
      "No source of flags 'other'",
    ]);
    expect(await ask('vendor', 'nobody')).toEqual([
      404,
      "The catalog has no entity 'component:default/nobody'",
    ]);
    expect(await ask('vendor', 'storefront-web')).toEqual([
      404,
      "Entity 'component:default/storefront-web' has no annotation 'vendor.example/project', which names its project in 'Vendor'",
    ]);
    expect((await client.get('/v1/sources/vendor/flags')).status).toBe(400);
  });

  it('turns a flag on, shows it and tells the audit log', async () => {
    const { client, source, auditor, auditEvent } = await start({
      owned: ['group:default/payments-team', 'group:default/ledger-team'],
    });
    await client.get(paymentsPath);

    const { status } = await client.put(togglePath, {
      entityRef: payments,
      isEnabled: true,
    });
    expect(status).toBe(204);
    expect(source.isEnabled).toBe(true);
    expect((await client.get(paymentsPath)).body.items).toMatchObject([
      { environments: [{ name: 'production', isEnabled: true }] },
    ]);
    expect(auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: 'external-flag-toggle',
        severityLevel: 'high',
        meta: {
          source: 'vendor',
          flag: 'checkout-v2',
          environment: 'production',
          entityRef: payments,
          isEnabled: true,
        },
      }),
    );
    expect(auditEvent.success).toHaveBeenCalledTimes(1);
  });

  it('shows a change that it could not read back', async () => {
    const { client, source } = await start();
    await client.get(paymentsPath);
    const { setEnabled } = source;
    source.setEnabled = async options => {
      await setEnabled.call(source, options);
      source.failure = new Error('down');
    };

    const { status } = await client.put(togglePath, {
      entityRef: payments,
      isEnabled: true,
    });
    expect(status).toBe(204);
    expect((await client.get(paymentsPath)).body.items).toMatchObject([
      { environments: [{ name: 'production', isEnabled: true }] },
    ]);
  });

  it('refuses those who may not switch flags of every entity that names the project', async () => {
    const { client, source, auditEvent } = await start({
      owned: ['group:default/payments-team'],
    });

    const { status, body } = await client.put(togglePath, {
      entityRef: payments,
      isEnabled: true,
    });
    expect(status).toBe(403);
    expect(body.error.message).toBe(
      "You are not allowed to switch flag 'checkout-v2' in 'production'",
    );
    expect(source.isEnabled).toBe(false);
    expect(auditEvent.fail).toHaveBeenCalledTimes(1);
  });

  it('refuses to switch what is not there, and what is only shown', async () => {
    const { client, stop } = await start();
    const send = (path: string) =>
      client.put(path, { entityRef: payments, isEnabled: true });
    const missing = await send(
      '/v1/sources/vendor/flags/checkout-v2/environments/nowhere',
    );
    expect(missing.status).toBe(404);
    expect(missing.body.error.message).toBe(
      "Project 'payments' of 'Vendor' has no flag 'checkout-v2' with an environment 'nowhere'",
    );
    expect((await client.put(togglePath, { entityRef: payments })).status).toBe(
      400,
    );
    await stop();

    const source = new VendorSource({ toggle: false });
    const { client: reader } = await start({ source });
    const refused = await reader.put(togglePath, {
      entityRef: payments,
      isEnabled: true,
    });
    expect(refused.status).toBe(403);
    expect(refused.body.error.message).toBe(
      "The flags of 'Vendor' are only shown here; change them there",
    );
    expect(source.isEnabled).toBe(false);
  });
});

function entity(name: string, owner: string, project?: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      namespace: 'default',
      annotations: project ? { 'vendor.example/project': project } : {},
    },
    spec: { type: 'service', lifecycle: 'production', owner },
    relations: [{ type: 'ownedBy', targetRef: `group:default/${owner}` }],
  };
}
