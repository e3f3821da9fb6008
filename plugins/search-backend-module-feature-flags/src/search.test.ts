import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { RegisterCollatorParameters } from '@backstage/plugin-search-backend-node';
import { searchIndexRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';
import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
// What the collator reads comes from the plugin itself, over HTTP.
// eslint-disable-next-line @backstage/no-mixed-plugin-imports
import featureFlagsPlugin from '@causeway/plugin-feature-flags-backend';
import { flagReadPermission } from '@causeway/plugin-feature-flags-common';
import { FlagCollatorFactory } from './FlagCollatorFactory';
import { searchModuleFeatureFlags } from './module';

const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'payment-service', namespace: 'default' },
  spec: { type: 'service', owner: 'payments-team' },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/payments-team' }],
};

async function start() {
  const collators: RegisterCollatorParameters[] = [];
  const { server } = await startTestBackend({
    extensionPoints: [
      [
        searchIndexRegistryExtensionPoint,
        {
          addCollator: collator => collators.push(collator),
          addDecorator: () => {},
        },
      ],
    ],
    features: [
      featureFlagsPlugin,
      searchModuleFeatureFlags,
      mockServices.database.factory({
        knex: await createTestDatabase(),
      }),
      catalogServiceMock.factory({ entities: [entity] }),
    ],
  });
  const send = async (path: string, body: object, authorization: string) => {
    const res = await fetch(
      `http://localhost:${server.port()}/api/feature-flags${path}`,
      {
        method: 'POST',
        headers: {
          Authorization: authorization,
          'Content-Type': 'application/json',
        },
        body: JSON.stringify(body),
      },
    );
    expect(res.ok).toBe(true);
    return res.json();
  };
  return {
    factory: collators[0].factory,
    post: (path: string, body: object) =>
      send(path, body, mockCredentials.user.header()),
    applyConditions: (items: object[]) =>
      send(
        '/.well-known/backstage/permissions/apply-conditions',
        { items },
        mockCredentials.service.header(),
      ),
  };
}

async function collect(
  factory: FlagCollatorFactory | RegisterCollatorParameters['factory'],
) {
  const documents = [];
  for await (const document of await factory.getCollator()) {
    documents.push(document);
  }
  return documents;
}

describeWithDatabase('flags in the search', () => {
  it('indexes who owns a flag and where it is on, and neither its values nor its rules', async () => {
    const { factory, post, applyConditions } = await start();
    await post('/v1/flag-sets', {
      name: 'checkout',
      entityRef: 'component:default/payment-service',
    });
    await post('/v1/flag-sets/checkout/flags', {
      key: 'checkout-v2',
      type: 'string',
      kind: 'experiment',
      description: 'The new checkout',
      tags: ['basket'],
      variants: { first: 'planted-value', second: 'b' },
      environments: {
        development: { state: 'ENABLED', defaultVariant: 'first' },
        staging: {
          state: 'ENABLED',
          targeting: {
            if: [{ '==': [{ var: 'email' }, 'planted@rule'] }, 'first'],
          },
        },
      },
    });
    await post('/v1/flag-sets/checkout/flags', {
      key: 'a.b',
      type: 'boolean',
      kind: 'release',
      variants: { on: true, off: false },
    });

    const documents = await collect(factory);
    expect(factory.type).toBe('feature-flag');
    expect(documents).toEqual([
      expect.objectContaining({
        title: 'a.b',
        text: 'Flag set: checkout · Kind: release · For: payment-service · Owner: payments-team · Off everywhere',
        location: '/feature-flags/sets/checkout/flags/a.b',
      }),
      {
        title: 'checkout-v2',
        text: 'The new checkout · Flag set: checkout · Kind: experiment · For: payment-service · Owner: payments-team · Tags: basket · On in: development, staging',
        location: '/feature-flags/sets/checkout/flags/checkout-v2',
        authorization: { resourceRef: 'checkout/checkout-v2' },
        flagSet: 'checkout',
        key: 'checkout-v2',
        kind: 'experiment',
        tags: ['basket'],
        entityRef: 'component:default/payment-service',
        ownerRefs: ['group:default/payments-team'],
        environmentsOn: ['development', 'staging'],
      },
    ]);
    expect(JSON.stringify(documents)).not.toContain('planted');

    // The search has the plugin judge the ref of each document.
    expect(factory.visibilityPermission).toBe(flagReadPermission);
    const ask = (team: string) => ({
      id: team,
      resourceRef: documents[1].authorization?.resourceRef,
      resourceType: 'feature-flag',
      conditions: {
        rule: 'IS_FLAG_OWNER',
        resourceType: 'feature-flag',
        params: { claims: [`group:default/${team}`] },
      },
    });
    expect(
      await applyConditions([ask('payments-team'), ask('storefront-team')]),
    ).toEqual({
      items: [
        { id: 'payments-team', result: 'ALLOW' },
        { id: 'storefront-team', result: 'DENY' },
      ],
    });
  });
});

describe('FlagCollatorFactory', () => {
  it('follows the cursor to the end', async () => {
    const flag = (key: string) => ({
      flagSet: 'checkout',
      key,
      type: 'boolean' as const,
      kind: 'release' as const,
      tags: [],
      entityRef: 'component:default/gone',
      variants: { on: true },
      prerequisites: [],
      metadata: {},
      environments: {},
      revision: 1,
      createdAt: '2026-11-22T12:00:00Z',
      createdBy: 'user:default/ada',
      updatedAt: '2026-11-22T12:00:00Z',
      updatedBy: 'user:default/ada',
    });
    const listFlags = jest
      .fn()
      .mockResolvedValueOnce({ items: [flag('a'), flag('b')], nextCursor: '1' })
      .mockResolvedValueOnce({ items: [flag('c')] });
    const documents = await collect(
      new FlagCollatorFactory({
        auth: mockServices.auth(),
        catalog: catalogServiceMock({ entities: [entity] }),
        flags: {
          listFlags,
          getFlagSet: jest.fn(),
          createFlagSet: jest.fn(),
          createFlag: jest.fn(),
        },
        pageSize: 2,
      }),
    );

    expect(documents.map(({ title }) => title)).toEqual(['a', 'b', 'c']);
    expect(documents[0]).toMatchObject({ ownerRefs: [] });
    expect(listFlags.mock.calls.map(([query]) => query)).toEqual([
      { limit: 2, cursor: undefined },
      { limit: 2, cursor: '1' },
    ]);
  });
});
