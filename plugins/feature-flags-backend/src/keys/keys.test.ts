import { mockServices } from '@backstage/backend-test-utils';
import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
import {
  createFlags,
  startFlagsBackend,
} from '../__testUtils__/startFlagsBackend';
import { AcceptedKeys } from './AcceptedKeys';
import { DatabaseKeyStore } from './DatabaseKeyStore';

jest.setTimeout(60_000);

const path = '/v1/flag-sets/checkout/environments/production/keys';
const noon = Date.parse('2026-06-01T12:00:30.500Z');

async function start() {
  const knex = await createTestDatabase();
  const { client } = await startFlagsBackend({ knex });
  await createFlags(client);
  let now = noon;
  const accepted = new AcceptedKeys({
    store: new DatabaseKeyStore(knex),
    logger: mockServices.logger.mock(),
    now: () => now,
  });
  return {
    client,
    knex,
    accepted,
    setNow: (time: number) => {
      now = time;
    },
  };
}

describeWithDatabase('environment keys', () => {
  it('are shown once and stored as a hash', async () => {
    const { client, knex } = await start();
    const { body } = await client.post(path, { name: 'web' });
    expect(body.key).toMatch(/^cw_production_[\w-]{43}$/);
    expect(body.prefix).toBe(body.key.slice(0, 'cw_production_'.length + 4));

    const { key, ...record } = body;
    expect((await client.get(path)).body).toEqual({ items: [record] });
    const everything = JSON.stringify([
      await knex('environment_keys'),
      await knex('change_events'),
    ]);
    expect(everything).not.toContain(key);
    expect(everything).not.toContain(key.slice(body.prefix.length));
  });

  it('let in without SQL, and tell to the minute when', async () => {
    const { client, knex, accepted } = await start();
    const { body } = await client.post(path, { name: 'web' });
    await accepted.refresh();

    const statements: unknown[] = [];
    knex.on('query', query => statements.push(query));
    expect(accepted.authenticate(body.key)).toEqual({
      flagSet: 'checkout',
      environment: 'production',
      keyId: body.id,
    });
    expect(accepted.authenticate(`${body.key}x`)).toBeUndefined();
    expect(statements).toEqual([]);

    await accepted.flushUses();
    const [{ lastUsedAt }] = (await client.get(path)).body.items;
    expect(lastUsedAt).toBe('2026-06-01T12:00:00.000Z');
  });

  it('are accepted beside their successor until the time of grace is over', async () => {
    const { client, accepted, setNow } = await start();
    const { body: old } = await client.post(path, { name: 'web' });
    const { body: successor } = await client.post(`${path}/${old.id}/rotate`, {
      graceSeconds: 3600,
    });
    expect(successor.name).toBe('web');
    expect(successor.key).not.toBe(old.key);

    await accepted.refresh();
    const { items } = (await client.get(path)).body;
    const expiresAt = Date.parse(items[0].expiresAt);
    expect(expiresAt - Date.parse(successor.createdAt)).toBe(3_600_000);
    setNow(expiresAt - 1);
    expect(accepted.authenticate(old.key)?.keyId).toBe(old.id);
    setNow(expiresAt);
    expect(accepted.authenticate(old.key)).toBeUndefined();
    expect(accepted.authenticate(successor.key)?.keyId).toBe(successor.id);

    const again = await client.post(`${path}/${old.id}/rotate`, {});
    expect(again.status).toBe(409);
  });

  it('are refused from the moment they are revoked', async () => {
    const { client, accepted } = await start();
    const { body } = await client.post(path, { name: 'web' });
    expect((await client.delete(`${path}/${body.id}`)).status).toBe(204);
    await accepted.refresh();
    expect(accepted.authenticate(body.key)).toBeUndefined();
    expect((await client.get(path)).body).toEqual({ items: [] });
    const { items } = (await client.get('/v1/flag-sets/checkout/events')).body;
    expect(items[0]).toMatchObject({
      subject: 'environment-key',
      action: 'delete',
      environment: 'production',
      before: { name: 'web' },
    });
  });
});
