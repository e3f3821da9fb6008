import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import type { PermissionsService } from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  isResourcePermission,
  type PermissionCriteria,
  type PermissionCondition,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
import {
  flagReadPermission,
  flagTogglePermission,
  flagUpdatePermission,
  RESOURCE_TYPE_FLAG,
} from '@causeway/plugin-feature-flags-common';
import {
  createFlagConditionalDecision,
  flagConditions,
} from '@causeway/plugin-feature-flags-node';
import request from 'supertest';
import {
  checkoutFlag,
  createClient,
  createFlags,
  payments,
  startFlagsBackend,
  storefront,
} from '../__testUtils__/startFlagsBackend';
import type { FlagPermission } from './FlagAuthorizer';

jest.setTimeout(120_000);

const set = '/v1/flag-sets/checkout';
const flag = `${set}/flags/checkout-v2`;
const keyId = '00000000-0000-4000-8000-000000000000';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** Every route that asks a policy, with the status of its success. */
const routes: Array<[Method, string, object | undefined, number]> = [
  ['get', set, undefined, 200],
  ['patch', set, { title: 'Checkout' }, 200],
  ['post', '/v1/flag-sets', { name: 'other', entityRef: payments }, 201],
  ['get', flag, undefined, 200],
  ['post', `${set}/flags`, { ...checkoutFlag, key: 'other' }, 201],
  ['put', flag, { revision: 1, description: 'Changed' }, 200],
  ['delete', `${flag}?revision=1`, undefined, 204],
  [
    'put',
    `${flag}/environments/development`,
    { revision: 1, state: 'DISABLED', defaultVariant: 'on' },
    200,
  ],
  ['post', `${flag}/environments/development/validate`, {}, 200],
  ['get', `${set}/segments`, undefined, 200],
  ['put', `${set}/segments/new`, { targeting: { '!': [true] } }, 200],
  ['delete', `${set}/segments/staff?revision=1`, undefined, 204],
  [
    'post',
    `${set}/segments/staff/validate`,
    { targeting: { '!': [true] } },
    200,
  ],
  ['get', `${set}/events`, undefined, 200],
  ['post', `${set}/events/2/restore`, { revision: 1 }, 200],
  ['put', flag, { revision: 1 }, 200],
  ['get', `${set}/environments/development/keys`, undefined, 200],
  ['post', `${set}/environments/development/keys`, { name: 'app' }, 201],
  ['post', `${set}/environments/development/keys/${keyId}/rotate`, {}, 404],
  ['delete', `${set}/environments/development/keys/${keyId}`, undefined, 404],
  ['get', `${set}/environments/development/flagd.json`, undefined, 200],
  ['put', `${set}/environments/development/flagd.json`, { flags: {} }, 200],
  [
    'post',
    `${set}/environments/development/flagd.json/preview`,
    { flags: {} },
    200,
  ],
  ['delete', set, undefined, 409],
];

const lists = ['/v1/flags', '/v1/flag-sets'];

function answer(
  decide: (permission: FlagPermission) => PolicyDecision,
): Partial<PermissionsService> {
  return {
    authorizeConditional: async requests =>
      requests.map(({ permission }) => {
        if (!isResourcePermission(permission, RESOURCE_TYPE_FLAG)) {
          throw new Error(`'${permission.name}' is not of flags`);
        }
        return decide(permission);
      }),
  };
}

const deny = answer(() => ({ result: AuthorizeResult.DENY }));

function when(
  conditions: PermissionCriteria<PermissionCondition<'feature-flag'>>,
) {
  return answer(permission =>
    createFlagConditionalDecision(permission, conditions),
  );
}

const ownedByPayments = flagConditions.isFlagOwner({
  claims: ['group:default/payments-team'],
});
const ownedByStorefront = flagConditions.isFlagOwner({
  claims: ['group:default/storefront-team'],
});

/** A set with one flag and one segment, seen by someone under another policy. */
async function startWith(permissions: Partial<PermissionsService>) {
  const knex = await createTestDatabase();
  const { backend, client } = await startFlagsBackend({ knex });
  await createFlags(client, checkoutFlag);
  await client.put(`${set}/segments/staff`, { targeting: { '!': [true] } });
  await backend.stop();
  return startFlagsBackend({ knex, permissions });
}

describeWithDatabase('permissions of the management API', () => {
  it('lets nobody in without credentials', async () => {
    const { backend } = await startFlagsBackend({
      knex: await createTestDatabase(),
    });
    for (const [method, path, body] of [
      ...routes,
      ...lists.map((list): [Method, string, undefined] => [
        'get',
        list,
        undefined,
      ]),
      ['get', '/v1/environments', undefined] as const,
    ]) {
      const { status } = await request(backend.server)
        [method](`/api/feature-flags${path}`)
        .set('Authorization', mockCredentials.none.header())
        .send(body);
      expect([method, path, status]).toEqual([method, path, 401]);
    }
  });

  it('refuses every route to whom the policy denies it, and lists nothing', async () => {
    const { client } = await startWith(deny);
    for (const [method, path, body] of routes) {
      const response = await client[method](path, body ?? {});
      expect([method, path, response.status]).toEqual([method, path, 403]);
      expect(response.body.error.message).toMatch(/^You are not allowed to /);
    }
    for (const path of lists) {
      expect((await client.get(path)).body).toEqual({ items: [] });
    }
  });

  it.each(routes)(
    'lets the owner %s %s, and nobody else',
    async (method, path, body, status) => {
      const owner = await startWith(when(ownedByPayments));
      expect((await owner.client[method](path, body ?? {})).status).toBe(
        status,
      );
      const other = await startWith(when(ownedByStorefront));
      expect((await other.client[method](path, body ?? {})).status).toBe(403);
    },
  );

  it('lists what the owner owns, through all forms of conditions', async () => {
    const knex = await createTestDatabase();
    const { client } = await startFlagsBackend({ knex });
    await createFlags(client, checkoutFlag, {
      ...checkoutFlag,
      key: 'banner',
      entityRef: storefront,
    });
    const list = async (
      conditions: PermissionCriteria<PermissionCondition<'feature-flag'>>,
    ) => {
      const started = await startFlagsBackend({
        knex,
        permissions: when(conditions),
      });
      const { body } = await started.client.get('/v1/flags');
      await started.backend.stop();
      return body.items.map((item: { key: string }) => item.key);
    };

    expect(await list(ownedByPayments)).toEqual(['checkout-v2']);
    expect(await list(ownedByStorefront)).toEqual(['banner']);
    expect(await list({ anyOf: [ownedByPayments, ownedByStorefront] })).toEqual(
      ['banner', 'checkout-v2'],
    );
    expect(await list({ allOf: [ownedByPayments, ownedByStorefront] })).toEqual(
      [],
    );
    expect(await list({ not: ownedByPayments })).toEqual(['banner']);
    expect(
      await list({
        allOf: [{ not: ownedByPayments }, { anyOf: [ownedByStorefront] }],
      }),
    ).toEqual(['banner']);
    expect(
      await list(
        flagConditions.inEnvironment({ environments: ['production'] }),
      ),
    ).toEqual([]);
  });

  it('may be stricter in production, whichever way a change takes there', async () => {
    const { client } = await startWith(
      answer(permission =>
        permission === flagTogglePermission ||
        permission === flagUpdatePermission
          ? createFlagConditionalDecision(
              permission,
              flagConditions.inEnvironment({ environments: ['development'] }),
            )
          : { result: AuthorizeResult.ALLOW },
      ),
    );
    const toggled = await client.put(`${flag}/environments/development`, {
      revision: 1,
      state: 'DISABLED',
      defaultVariant: 'on',
    });
    expect(toggled.status).toBe(200);

    const refused = [
      await client.put(`${flag}/environments/production`, {
        revision: 2,
        state: 'ENABLED',
        defaultVariant: 'off',
      }),
      await client.put(`${flag}/environments/production`, {
        revision: 2,
        state: 'DISABLED',
        defaultVariant: 'off',
        targeting: { if: [true, 'on'] },
      }),
      await client.put(`${set}/environments/production/flagd.json`, {
        flags: {
          'checkout-v2': {
            state: 'ENABLED',
            variants: { on: true, off: false },
            defaultVariant: 'off',
          },
        },
      }),
      await client.post(`${set}/flags`, {
        ...checkoutFlag,
        key: 'other',
        environments: { production: { state: 'ENABLED' } },
      }),
      // A change of the variants concerns all environments.
      await client.put(flag, { revision: 2, variants: { on: true } }),
    ];
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 403));
    expect(refused[0].body.error.message).toBe(
      "You are not allowed to switch flag 'checkout-v2' in 'production'",
    );
  });

  it('asks for the right to change where a rule changes, and only to switch otherwise', async () => {
    const { client } = await startWith(
      answer(permission => ({
        result:
          permission === flagUpdatePermission
            ? AuthorizeResult.DENY
            : AuthorizeResult.ALLOW,
      })),
    );
    const path = `${flag}/environments/development`;
    const rule = await client.put(path, {
      revision: 1,
      state: 'ENABLED',
      defaultVariant: 'on',
      targeting: { if: [true, 'off'] },
    });
    expect(rule.status).toBe(403);
    const toggle = await client.put(path, {
      revision: 1,
      state: 'ENABLED',
      defaultVariant: 'off',
    });
    expect(toggle.status).toBe(200);
    const { body } = await client.get(`${set}/events`);
    expect(body.items[0]).toMatchObject({
      action: 'toggle',
      environment: 'development',
      actor: 'user:default/ada',
    });
  });

  it('makes one audit event of every change, which tells how it ended', async () => {
    const auditor = mockServices.auditor.mock();
    const success = jest.fn();
    const fail = jest.fn();
    auditor.createEvent.mockResolvedValue({ success, fail });
    const { backend } = await startFlagsBackend({
      knex: await createTestDatabase(),
      auditor,
    });
    const client = createClient(backend);
    await createFlags(client, checkoutFlag);
    expect(auditor.createEvent).toHaveBeenLastCalledWith(
      expect.objectContaining({
        eventId: 'flag-create',
        meta: { flagSet: 'checkout', flag: 'checkout-v2' },
      }),
    );
    expect(success).toHaveBeenCalledTimes(2);
    await client.put(flag, { revision: 7, description: 'Late' });
    expect(fail).toHaveBeenCalledWith({
      error: expect.objectContaining({ name: 'ConflictError' }),
    });
    expect(success).toHaveBeenCalledTimes(2);
  });

  it('does not name flags that the caller may not read as uses of a segment', async () => {
    const { client } = await startWith(when(ownedByPayments));
    const rule = { if: [{ $ref: 'staff' }, 'on', null] };
    await client.put(`${flag}/environments/development`, {
      revision: 1,
      state: 'ENABLED',
      targeting: rule,
    });
    const read = async () =>
      (await client.get(`${set}/segments`)).body.items[0].uses;
    expect(await read()).toEqual([
      { flagKey: 'checkout-v2', environment: 'development' },
    ]);

    // The set stays with the payments team, who may give the flag away.
    const other = await startWith(
      answer(permission =>
        permission.name === flagReadPermission.name
          ? createFlagConditionalDecision(permission, ownedByPayments)
          : { result: AuthorizeResult.ALLOW },
      ),
    );
    await other.client.post(`${set}/flags`, {
      ...checkoutFlag,
      key: 'foreign',
      entityRef: storefront,
      environments: { development: { state: 'ENABLED', targeting: rule } },
    });
    expect(
      (await other.client.get(`${set}/segments`)).body.items[0].uses,
    ).toEqual([]);
  });
});
