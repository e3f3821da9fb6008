import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type {
  BackendFeature,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import request from 'supertest';
import { featureFlagsPlugin } from '../plugin';

export const payments = 'component:default/payment-service';
export const storefront = 'component:default/storefront-web';

/** Harborline in short: two services of two teams. */
const entities = [
  entity('payment-service', 'group:default/payments-team'),
  entity('storefront-web', 'group:default/storefront-team'),
];

/** A flag that every test can send. */
export const checkoutFlag = {
  key: 'checkout-v2',
  type: 'boolean',
  kind: 'release',
  description: 'The new checkout',
  variants: { on: true, off: false },
  environments: {
    development: { state: 'ENABLED', defaultVariant: 'on' },
    production: { state: 'DISABLED', defaultVariant: 'off' },
  },
} as const;

/** The plugin over HTTP, on a database of its own. */
export async function startFlagsBackend(options: {
  knex: Knex;
  permissions?: Partial<PermissionsService>;
  config?: object;
  auditor?: ReturnType<typeof mockServices.auditor.mock>;
  /** Services instead of the mocked ones, and modules. */
  features?: BackendFeature[];
}) {
  const { knex, permissions, config = {}, auditor, features = [] } = options;
  const backend = await startTestBackend({
    features: [
      featureFlagsPlugin,
      mockServices.database.factory({ knex }),
      mockServices.rootConfig.factory({ data: config }),
      catalogServiceMock.factory({ entities }),
      ...(permissions
        ? [mockServices.permissions.mock(permissions).factory]
        : []),
      ...(auditor ? [auditor.factory] : []),
      ...features,
    ],
  });
  return { backend, client: createClient(backend) };
}

/** Asks as a person, unless told otherwise. */
export function createClient({ server }: TestBackend) {
  const send = (
    method: 'get' | 'post' | 'put' | 'patch' | 'delete',
    path: string,
    { body, user = 'user:default/ada' }: { body?: object; user?: string } = {},
  ) => {
    const call = request(server)
      [method](`/api/feature-flags${path}`)
      .set('Authorization', mockCredentials.user.header(user));
    return body === undefined ? call : call.send(body);
  };
  const bind =
    (method: Parameters<typeof send>[0]) =>
    (path: string, body?: object, options?: { user?: string }) =>
      send(method, path, { body, ...options });
  return {
    get: (path: string) => send('get', path),
    post: bind('post'),
    put: bind('put'),
    patch: bind('patch'),
    delete: (path: string) => send('delete', path),
  };
}

export type FlagsClient = ReturnType<typeof createClient>;

/** A flag set of the payment service, with the flags given. */
export async function createFlags(
  client: FlagsClient,
  ...flags: object[]
): Promise<void> {
  const set = await client.post('/v1/flag-sets', {
    name: 'checkout',
    entityRef: payments,
  });
  expect(set.status).toBe(201);
  for (const flag of flags) {
    const { status, body } = await client.post(
      '/v1/flag-sets/checkout/flags',
      flag,
    );
    expect({ status, body }).toMatchObject({ status: 201 });
  }
}

function entity(name: string, owner: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name },
    spec: { type: 'service', lifecycle: 'production', owner },
    relations: [{ type: 'ownedBy', targetRef: owner }],
  };
}
