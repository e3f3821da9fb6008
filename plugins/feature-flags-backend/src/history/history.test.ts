import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
import type { Knex } from 'knex';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import {
  checkoutFlag,
  createFlags,
  startFlagsBackend,
  type FlagsClient,
} from '../__testUtils__/startFlagsBackend';
import { DatabaseHistoryStore } from './DatabaseHistoryStore';
import { verifyHistory } from './verifyHistory';

jest.setTimeout(60_000);

const set = '/v1/flag-sets/checkout';
const flag = `${set}/flags/checkout-v2`;

const rule = {
  revision: 1,
  state: 'ENABLED',
  defaultVariant: 'off',
  targeting: { if: [{ '==': [{ var: 'plan' }, 'gold'] }, 'on'] },
  reason: 'Gold first',
};

/** Four events: the set, its flag, a rule and a description. */
async function start() {
  const knex = await createTestDatabase();
  const { client } = await startFlagsBackend({ knex });
  await createFlags(client, checkoutFlag);
  await client.put(`${flag}/environments/production`, rule);
  await client.put(flag, { revision: 2, description: 'The best checkout' });
  return { knex, client, history: new DatabaseHistoryStore(knex) };
}

async function listIds(client: FlagsClient): Promise<number[]> {
  const { body } = await client.get(`${set}/events`);
  return body.items.map((event: { id: number }) => event.id).reverse();
}

async function report(knex: Knex) {
  const lines: string[] = [];
  const isIntact = await verifyHistory(knex, line => lines.push(line));
  return { isIntact, lines };
}

const command = resolve(__dirname, '../../bin/verify-history.cjs');

function toUrl(knex: Knex): string {
  const { host, port, user, password, database } =
    knex.client.config.connection;
  const login = [user, password ?? ''].map(encodeURIComponent).join(':');
  return `postgresql://${login}@${host}:${port}/${database}`;
}

describeWithDatabase('history', () => {
  it('tells of every change who made it, why, and what was before and after', async () => {
    const { client } = await start();
    const { body } = await client.get(
      `${set}/events?subject=flag&subjectKey=checkout-v2&environment=production`,
    );
    expect(body.items).toHaveLength(3);
    const [, change] = body.items;
    expect(change).toMatchObject({
      flagSet: 'checkout',
      subject: 'flag',
      subjectKey: 'checkout-v2',
      environment: 'production',
      action: 'update',
      actor: 'user:default/ada',
      reason: 'Gold first',
      revision: 3,
    });
    expect(change.before.environments.production.targeting).toBeUndefined();
    expect(change.after.environments.production).toMatchObject({
      state: 'ENABLED',
      targeting: rule.targeting,
    });
    expect(change.after.revision).toBe(2);
  });

  it('comes in pages, newest first', async () => {
    const { client } = await start();
    const first = await client.get(`${set}/events?limit=3`);
    expect(
      first.body.items.map((event: { revision: number }) => event.revision),
    ).toEqual([4, 3, 2]);
    const second = await client.get(
      `${set}/events?limit=3&cursor=${first.body.nextCursor}`,
    );
    expect(second.body).toMatchObject({ items: [{ revision: 1 }] });
    expect(second.body.nextCursor).toBeUndefined();
  });

  it('restores a version as a new change, and only from what is there', async () => {
    const { client } = await start();
    const [, created] = await listIds(client);
    const late = await client.post(`${set}/events/${created}/restore`, {
      revision: 1,
    });
    expect(late.status).toBe(409);

    const { body } = await client.post(`${set}/events/${created}/restore`, {
      revision: 3,
    });
    expect(body).toMatchObject({
      revision: 4,
      description: 'The new checkout',
      environments: { production: { state: 'DISABLED' } },
    });
    expect(body.environments.production.targeting).toBeUndefined();
    const events = await client.get(`${set}/events?limit=1`);
    expect(events.body.items[0]).toMatchObject({
      action: 'restore',
      reason: `Restored from event ${created}`,
    });
  });

  it('brings a deleted flag back from its deletion, with its own count of changes', async () => {
    const { client } = await start();
    await client.delete(`${flag}?revision=3&reason=Done`);
    expect((await client.get(flag)).status).toBe(404);
    const deletion = (await listIds(client)).at(-1);
    const restored = await client.post(`${set}/events/${deletion}/restore`, {});
    expect(restored.body).toMatchObject({
      revision: 5,
      description: 'The best checkout',
      environments: { production: { targeting: rule.targeting } },
    });
    expect((await client.get(flag)).body).toEqual(restored.body);
  });

  it('restores a segment', async () => {
    const { client } = await start();
    const path = `${set}/segments/staff`;
    const targeting = { ends_with: [{ var: 'email' }, '@harborline.example'] };
    await client.put(path, { targeting });
    const id = (await listIds(client)).at(-1);
    await client.put(path, { revision: 1, targeting: { '!': [true] } });
    const { body } = await client.post(`${set}/events/${id}/restore`, {
      revision: 2,
    });
    expect(body).toMatchObject({ name: 'staff', revision: 3, targeting });
  });

  it('does not restore what a flag set was', async () => {
    const { client } = await start();
    const [created] = await listIds(client);
    const { status, body } = await client.post(
      `${set}/events/${created}/restore`,
      {},
    );
    expect(status).toBe(400);
    expect(body.error.message).toBe(
      `Event ${created} is about a flag set; only flags and segments can be restored`,
    );
  });

  it('is whole as it was written', async () => {
    const { knex, history } = await start();
    expect(await history.verify('checkout')).toEqual({
      isIntact: true,
      events: 4,
    });
    expect(await report(knex)).toEqual({
      isIntact: true,
      lines: ["Flag set 'checkout': 4 events, unbroken."],
    });
  });

  it('names a row that was edited', async () => {
    const { knex, client } = await start();
    const [, , edited] = await listIds(client);
    await knex('change_events')
      .where({ id: edited })
      .update({ actor: 'user:default/mallory' });
    expect(await report(knex)).toEqual({
      isIntact: false,
      lines: [
        `Flag set 'checkout': broken at event ${edited}. Event ${edited} does not match its own hash: it was edited after it was written.`,
      ],
    });
  });

  it('names a row before which one was removed', async () => {
    const { knex, client } = await start();
    const [, , removed, next] = await listIds(client);
    await knex('change_events').where({ id: removed }).delete();
    expect(await report(knex)).toEqual({
      isIntact: false,
      lines: [
        `Flag set 'checkout': broken at event ${next}. Event ${next} has revision 4 where 3 was due: an event before it was removed or moved.`,
      ],
    });
  });

  it('names a row that changed its place', async () => {
    const { knex, client } = await start();
    const [, second, third] = await listIds(client);
    await knex.raw(
      `UPDATE change_events SET id = CASE id WHEN ? THEN -1 ELSE id END`,
      [second],
    );
    await knex('change_events').where({ id: third }).update({ id: second });
    await knex('change_events').where({ id: -1 }).update({ id: third });
    expect(await report(knex)).toMatchObject({
      isIntact: false,
      lines: [expect.stringContaining(`broken at event ${second}.`)],
    });
  });

  it('misses the newest row', async () => {
    const { knex, client } = await start();
    const ids = await listIds(client);
    await knex('change_events')
      .where({ id: ids.at(-1) })
      .delete();
    expect(await report(knex)).toEqual({
      isIntact: false,
      lines: [
        "Flag set 'checkout': broken at revision 4. The flag set is at revision 4, but its history ends at revision 3: what came after it was removed.",
      ],
    });
  });

  it('is verified from the command line', async () => {
    const { knex, client } = await start();
    const run = () =>
      spawnSync(process.execPath, [command, toUrl(knex)], {
        encoding: 'utf8',
      });
    expect(run()).toMatchObject({
      status: 0,
      stdout: "Flag set 'checkout': 4 events, unbroken.\n",
    });
    const [, edited] = await listIds(client);
    await knex('change_events')
      .where({ id: edited })
      .update({ reason: 'None' });
    expect(run()).toMatchObject({
      status: 1,
      stdout: expect.stringContaining(`broken at event ${edited}.`),
    });
  });

  it('sees a row that was edited together with its hash', async () => {
    const { knex, client, history } = await start();
    const [, second, third] = await listIds(client);
    await knex('change_events')
      .where({ id: second })
      .update({ hash: 'f'.repeat(64) });
    expect(await history.verify('checkout')).toMatchObject({
      brokenAt: `event ${second}`,
    });
    expect(third).toBeGreaterThan(second);
  });
});
