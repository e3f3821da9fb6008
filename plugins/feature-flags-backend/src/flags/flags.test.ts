import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
import {
  checkoutFlag,
  createFlags,
  payments,
  startFlagsBackend,
} from '../__testUtils__/startFlagsBackend';

jest.setTimeout(60_000);

const flagPath = '/v1/flag-sets/checkout/flags/checkout-v2';

describeWithDatabase('flags over HTTP', () => {
  it('stores a flag with what it does in every environment', async () => {
    const { client } = await startFlagsBackend({
      knex: await createTestDatabase(),
    });
    await createFlags(client, checkoutFlag);

    const { status, body } = await client.get(flagPath);
    expect(status).toBe(200);
    expect(body).toEqual({
      flagSet: 'checkout',
      key: 'checkout-v2',
      type: 'boolean',
      kind: 'release',
      description: 'The new checkout',
      tags: [],
      entityRef: payments,
      variants: { on: true, off: false },
      prerequisites: [],
      metadata: {},
      environments: {
        development: {
          state: 'ENABLED',
          defaultVariant: 'on',
          updatedAt: body.createdAt,
          updatedBy: 'user:default/ada',
        },
        staging: {
          state: 'DISABLED',
          updatedAt: body.createdAt,
          updatedBy: 'user:default/ada',
        },
        production: {
          state: 'DISABLED',
          defaultVariant: 'off',
          updatedAt: body.createdAt,
          updatedBy: 'user:default/ada',
        },
      },
      revision: 1,
      createdAt: expect.any(String),
      createdBy: 'user:default/ada',
      updatedAt: body.createdAt,
      updatedBy: 'user:default/ada',
    });
  });

  it('renames a variant together with what serves it, and takes a description away', async () => {
    const { client } = await startFlagsBackend({
      knex: await createTestDatabase(),
    });
    await createFlags(client, checkoutFlag);
    const variants = { new: true, off: false };

    const dangling = await client.put(flagPath, { revision: 1, variants });
    expect(dangling.status).toBe(400);
    const unknown = await client.put(flagPath, {
      revision: 1,
      environments: { nowhere: { defaultVariant: 'on' } },
    });
    expect(unknown.status).toBe(400);

    const { status, body } = await client.put(flagPath, {
      revision: 1,
      description: '',
      variants,
      environments: { development: { defaultVariant: 'new' }, production: {} },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ variants, revision: 2 });
    expect(body.description).toBeUndefined();
    expect(body.environments).toMatchObject({
      development: { state: 'ENABLED', defaultVariant: 'new' },
      staging: { state: 'DISABLED' },
      production: { state: 'DISABLED' },
    });
    expect(body.environments.production.defaultVariant).toBeUndefined();
  });

  it('names who was faster when two people save the same flag', async () => {
    const { client } = await startFlagsBackend({
      knex: await createTestDatabase(),
    });
    await createFlags(client, checkoutFlag);
    const path = `${flagPath}/environments/production`;
    const change = { revision: 1, state: 'ENABLED', defaultVariant: 'on' };

    const results = await Promise.all(
      ['user:default/ada', 'user:default/grace'].map(user =>
        client.put(path, change, { user }),
      ),
    );
    const winner = results.find(({ status }) => status === 200);
    const loser = results.find(({ status }) => status === 409);
    expect(winner?.body.revision).toBe(2);
    expect(loser?.body.error.message).toBe(
      `Flag 'checkout-v2' was changed by ${winner?.body.updatedBy} at ${winner?.body.updatedAt}: it is at revision 2, and your change is based on revision 1. Load it again and repeat your change`,
    );
  });
});
