import type { PermissionsService } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestDatabases,
  type TestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { Knex } from 'knex';
import request from 'supertest';
import { scorecardPlugin } from '../plugin';
import { component } from './entities';

export const databases = TestDatabases.create({
  ids: ['POSTGRES_18'],
  disableDocker: true,
});

// Skipped unless BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING names a server.
export const describeWithDatabase = databases.supports('POSTGRES_18')
  ? describe
  : describe.skip;

export const payments = 'group:default/payments-team';
export const storefront = 'group:default/storefront-team';
export const commerce = 'group:default/commerce';

/** Harborline in short: two teams of one group, a system within a domain, and three services. */
export const harborline: Entity[] = [
  group('commerce'),
  group('payments-team', commerce),
  group('storefront-team', commerce),
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'System',
    metadata: { name: 'checkout', namespace: 'default' },
    spec: {},
    relations: [{ type: 'partOf', targetRef: 'domain:default/shop' }],
  },
  component('payment-service', {
    owner: payments,
    system: 'system:default/checkout',
    description: 'Takes the money',
    tags: ['java'],
    title: '=Payments',
  }),
  component('ledger', { owner: payments, tags: ['java', 'batch'] }),
  component('storefront-web', { owner: storefront, description: 'The shop' }),
];

/** The plugin over HTTP, on a database of its own. */
export async function startScorecardBackend(options: {
  knex: Knex;
  entities?: Entity[];
  /** What the user sees of them, where a policy has conditions. */
  visible?: (entity: Entity) => boolean;
  permissions?: Partial<PermissionsService>;
  config?: object;
}) {
  const { knex, entities = harborline, visible = () => true } = options;
  const catalog = catalogServiceMock({ entities });
  const seen = catalogServiceMock({ entities: entities.filter(visible) });
  const pick = (credentials: { principal?: unknown } | undefined) =>
    JSON.stringify(credentials?.principal).includes('"user"') ? seen : catalog;
  const backend = await startTestBackend({
    features: [
      scorecardPlugin,
      mockServices.database.factory({ knex }),
      mockServices.rootConfig.factory({
        data: { scorecard: { shipped: false, ...options.config } },
      }),
      catalogServiceMock.mock({
        getEntities: (query, asked) => pickFor(asked).getEntities(query, asked),
        getEntitiesByRefs: (query, asked) =>
          pickFor(asked).getEntitiesByRefs(query, asked),
        getEntityByRef: (ref, asked) => pickFor(asked).getEntityByRef(ref, asked),
        queryEntities: (query, asked) =>
          pickFor(asked).queryEntities(query, asked),
        streamEntities: (query, asked) =>
          pickFor(asked).streamEntities(query, asked),
      }).factory,
      ...(options.permissions
        ? [mockServices.permissions.mock(options.permissions).factory]
        : []),
    ],
  });
  return { backend, client: createClient(backend) };

  function pickFor(asked: object | undefined) {
    return pick(
      asked && 'credentials' in asked
        ? (asked.credentials as { principal?: unknown })
        : undefined,
    );
  }
}

type Method = 'get' | 'post' | 'put';

/** Asks as a person, unless told otherwise. */
export function createClient({ server }: TestBackend) {
  return (
    method: Method,
    path: string,
    options: { body?: object; authorization?: string } = {},
  ) => {
    const { body, authorization = mockCredentials.user.header() } = options;
    const call = request(server)
      [method](`/api/scorecard${path}`)
      .set('Authorization', authorization);
    return body === undefined ? call : call.send(body);
  };
}

function group(name: string, parent?: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name, namespace: 'default' },
    spec: { type: 'team', children: [] },
    relations: parent ? [{ type: 'childOf', targetRef: parent }] : [],
  };
}
