import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
import {
  checkoutFlag,
  createFlags,
  startFlagsBackend,
} from '../__testUtils__/startFlagsBackend';

jest.setTimeout(60_000);

const segments = '/v1/flag-sets/checkout/segments';

const rule = { if: [{ $ref: 'staff' }, 'on', { $ref: 'staff' }, 'off', null] };

describeWithDatabase('segments over HTTP', () => {
  it('lists the rules that use each of them', async () => {
    const { client } = await startFlagsBackend({
      knex: await createTestDatabase(),
    });
    await createFlags(client);
    await client.put(`${segments}/staff`, { targeting: { '!': [true] } });
    await client.put(`${segments}/unused`, { targeting: { '!': [true] } });
    for (const key of ['b', 'a']) {
      const { status } = await client.post('/v1/flag-sets/checkout/flags', {
        ...checkoutFlag,
        key,
        environments: {
          development: { state: 'ENABLED', targeting: rule },
          production: { state: 'DISABLED', targeting: rule },
        },
      });
      expect(status).toBe(201);
    }
    await client.delete('/v1/flag-sets/checkout/flags/b?revision=1');

    const { body } = await client.get(segments);
    expect(body.items).toMatchObject([
      {
        name: 'staff',
        uses: [
          { flagKey: 'a', environment: 'development' },
          { flagKey: 'a', environment: 'production' },
        ],
      },
      { name: 'unused', uses: [] },
    ]);
  });

  it('says what would be refused', async () => {
    const { client } = await startFlagsBackend({
      knex: await createTestDatabase(),
    });
    await createFlags(client);
    const validate = (name: string, targeting: object) =>
      client.post(`${segments}/${name}/validate`, { targeting });

    expect((await validate('staff', { '!': [true] })).body).toEqual({
      problems: [],
    });
    const { body } = await validate('__proto__', { $ref: 'other' });
    expect(
      body.problems.map(({ pointer }: { pointer: string }) => pointer),
    ).toEqual(expect.arrayContaining(['/name', '/targeting/$ref']));
  });
});
