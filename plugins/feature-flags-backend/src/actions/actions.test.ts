import { actionsRegistryServiceFactory } from '@backstage/backend-defaults/alpha';
import { mockCredentials } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
import {
  createFlagConditionalDecision,
  flagConditions,
} from '@causeway/plugin-feature-flags-node';
import { flagTogglePermission } from '@causeway/plugin-feature-flags-common';
import request from 'supertest';
import {
  checkoutFlag,
  createFlags,
  startFlagsBackend,
} from '../__testUtils__/startFlagsBackend';

async function start() {
  const knex = await createTestDatabase();
  const { backend, client } = await startFlagsBackend({
    knex,
    features: [actionsRegistryServiceFactory],
    permissions: {
      authorizeConditional: async requests =>
        requests.map(({ permission }) =>
          permission.name === flagTogglePermission.name
            ? createFlagConditionalDecision(
                flagTogglePermission,
                flagConditions.inEnvironment({ environments: ['development'] }),
              )
            : { result: AuthorizeResult.ALLOW },
        ),
    },
  });
  await createFlags(client, checkoutFlag, {
    ...checkoutFlag,
    key: 'price-test',
    kind: 'experiment',
  });
  const path = '/api/feature-flags/.backstage/actions/v1/actions';
  const authorization = mockCredentials.user.header('user:default/grace');
  return {
    client,
    listActions: () =>
      request(backend.server).get(path).set('Authorization', authorization),
    invoke: (name: string, input: object) =>
      request(backend.server)
        .post(`${path}/feature-flags:${name}/invoke`)
        .set('Authorization', authorization)
        .send(input),
  };
}

const checkout = { flagSet: 'checkout', key: 'checkout-v2' };

describeWithDatabase('flag actions', () => {
  it('are offered with what they do to flags', async () => {
    const { listActions } = await start();
    const { status, body } = await listActions();
    expect(status).toBe(200);
    expect(
      body.actions.map(
        ({ id, attributes }: { id: string; attributes: object }) => [
          id,
          attributes,
        ],
      ),
    ).toEqual([
      [
        'feature-flags:list-flags',
        { readOnly: true, idempotent: true, destructive: false },
      ],
      [
        'feature-flags:explain-flag',
        { readOnly: true, idempotent: true, destructive: false },
      ],
      [
        'feature-flags:toggle-flag',
        { readOnly: false, idempotent: true, destructive: true },
      ],
    ]);
  });

  it('list flags by their filters, page by page', async () => {
    const { invoke } = await start();
    const all = await invoke('list-flags', { flagSet: 'checkout', limit: 1 });
    expect(all.status).toBe(200);
    expect(all.body.output).toEqual({
      flags: [
        {
          ...checkout,
          type: 'boolean',
          kind: 'release',
          description: 'The new checkout',
          tags: [],
          entityRef: 'component:default/payment-service',
          isStale: false,
          environments: {
            development: {
              state: 'ENABLED',
              defaultVariant: 'on',
              hasRules: false,
            },
            staging: { state: 'DISABLED', hasRules: false },
            production: {
              state: 'DISABLED',
              defaultVariant: 'off',
              hasRules: false,
            },
          },
        },
      ],
      nextCursor: expect.any(String),
    });
    const rest = await invoke('list-flags', {
      cursor: all.body.output.nextCursor,
    });
    expect(
      rest.body.output.flags.map(({ key }: { key: string }) => key),
    ).toEqual(['price-test']);
    const none = await invoke('list-flags', { kind: 'operational' });
    expect(none.body.output).toEqual({ flags: [] });
    expect((await invoke('list-flags', { kind: 'other' })).status).toBe(400);
  });

  it('explain what a context gets', async () => {
    const { client, invoke } = await start();
    const path = '/v1/flag-sets/checkout/flags/checkout-v2';
    const saved = await client.put(`${path}/environments/development`, {
      revision: 1,
      state: 'ENABLED',
      defaultVariant: 'on',
      targeting: { if: [{ '==': [{ var: 'plan' }, 'free'] }, 'off'] },
    });
    expect(saved.status).toBe(200);
    const explain = async (plan: string) => {
      const { body } = await invoke('explain-flag', {
        ...checkout,
        environment: 'development',
        context: { targetingKey: 'user-1', plan },
      });
      return body.output;
    };
    // Evaluation hears of a change a moment after it is saved.
    await waitFor(async () => {
      expect((await explain('free')).result).toEqual({
        value: false,
        variant: 'off',
        reason: 'TARGETING_MATCH',
      });
    });
    expect(await explain('pro')).toMatchObject({
      result: { value: true, variant: 'on', reason: 'DEFAULT' },
      steps: [{ operator: 'if' }],
      prerequisites: [],
    });
    expect(
      (
        await invoke('explain-flag', {
          flagSet: 'checkout',
          key: 'nothing',
          environment: 'development',
        })
      ).status,
    ).toBe(404);
  });

  it('turn a flag off where the caller may, and only there', async () => {
    const { client, invoke } = await start();
    const toggle = (environment: string, state: string) =>
      invoke('toggle-flag', {
        ...checkout,
        environment,
        state,
        reason: 'An incident',
      });

    const off = await toggle('development', 'DISABLED');
    expect(off.status).toBe(200);
    expect(off.body.output).toEqual({
      state: 'DISABLED',
      revision: 2,
      hasChanged: true,
    });
    expect((await toggle('development', 'DISABLED')).body.output).toEqual({
      state: 'DISABLED',
      revision: 2,
      hasChanged: false,
    });

    const refused = await toggle('production', 'ENABLED');
    expect(refused.status).toBe(403);
    expect(refused.body.error.message).toBe(
      "You are not allowed to switch flag 'checkout-v2' in 'production'",
    );
    expect((await toggle('nowhere', 'ENABLED')).status).toBe(404);

    const { body } = await client.get(
      '/v1/flag-sets/checkout/flags/checkout-v2',
    );
    expect(body.environments).toMatchObject({
      development: { state: 'DISABLED', defaultVariant: 'on' },
      production: { state: 'DISABLED' },
    });
    const events = await client.get('/v1/flag-sets/checkout/events?limit=1');
    expect(events.body.items).toMatchObject([
      {
        action: 'toggle',
        actor: 'user:default/grace',
        environment: 'development',
        reason: 'An incident',
      },
    ]);
  });
});

async function waitFor(check: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + 5000;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > deadline) {
        throw error;
      }
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }
}
