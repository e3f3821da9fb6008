import { mockServices } from '@backstage/backend-test-utils';
import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
import type { Knex } from 'knex';
import { resolve } from 'node:path';
import { FlagSnapshotLoader } from './FlagSnapshotLoader';
import { FlagSnapshots } from './FlagSnapshots';

jest.setTimeout(60_000);

const migrations = resolve(__dirname, '..', '..', 'migrations');
const hour = 3_600_000;

describeWithDatabase('FlagSnapshotLoader', () => {
  const loaders: FlagSnapshotLoader[] = [];

  afterEach(async () => {
    await Promise.all(loaders.splice(0).map(loader => loader.stop()));
  });

  async function start(knex: Knex, pollMilliseconds: number) {
    const logger = mockServices.logger.mock();
    const snapshots = new FlagSnapshots({
      logger,
      environments: ['production'],
    });
    const loader = new FlagSnapshotLoader({
      database: knex,
      snapshots,
      logger,
      pollMilliseconds,
    });
    loaders.push(loader);
    await loader.start();
    const variant = (key: string) => {
      const snapshot = snapshots.get('shop', 'production');
      const flag = snapshot?.flags.get(key);
      const resolution = flag && snapshot?.resolve(flag, {});
      return resolution && 'variant' in resolution
        ? resolution.variant
        : undefined;
    };
    return { snapshots, loader, variant };
  }

  it('has one changed flag of many live at once, and builds no other', async () => {
    const knex = await createDatabase(2_000);
    const { snapshots, variant } = await start(knex, hour);
    await waitForListener(knex);
    const before = snapshots.get('shop', 'production')?.flags;

    await setDefault(knex, 'flag-7', 'off', { isNotified: true });
    await until(() => variant('flag-7') === 'off');

    const after = snapshots.get('shop', 'production')?.flags;
    const changed = [...(after ?? [])]
      .filter(([key, flag]) => before?.get(key) !== flag)
      .map(([key]) => key);
    expect(after?.size).toBe(2_000);
    expect(changed).toEqual(['flag-7']);
  });

  it('finds changes that nothing told of', async () => {
    const knex = await createDatabase(3);
    const { variant, snapshots } = await start(knex, 50);

    await setDefault(knex, 'flag-1', 'off', { isNotified: false });
    await until(() => variant('flag-1') === 'off');

    await knex('flags')
      .where({ key: 'flag-2' })
      .update({ deleted_at: new Date(), set_revision: await bump(knex) });
    await until(() => variant('flag-2') === undefined);
    expect(variant('flag-0')).toBe('on');

    await knex('flag_sets').update({ deleted_at: new Date() });
    await until(() => snapshots.getFlagSets().length === 0);
  });

  it('listens again after its connection was cut', async () => {
    const knex = await createDatabase(3);
    const { variant } = await start(knex, hour);
    await waitForListener(knex);

    await knex.raw(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'",
    );
    // Nobody hears of this one; it is found with the next connection.
    await setDefault(knex, 'flag-1', 'off', { isNotified: false });
    await until(() => variant('flag-1') === 'off');
    await waitForListener(knex);
    await setDefault(knex, 'flag-1', 'on', { isNotified: true });
    await until(() => variant('flag-1') === 'on');
    expect(variant('flag-1')).toBe('on');
  });

  it('reads a set anew when the database was put back to an earlier state', async () => {
    const knex = await createDatabase(3);
    const { variant, loader } = await start(knex, hour);
    await setDefault(knex, 'flag-1', 'off', { isNotified: false });
    await setDefault(knex, 'flag-1', 'on', { isNotified: false });
    await loader.refresh();
    expect(variant('flag-1')).toBe('on');

    await knex('flag_environments')
      .where({ flag_key: 'flag-1' })
      .update({ default_variant: 'off' });
    await knex('flag_sets').update({ revision: 1 });
    await loader.refresh();

    expect(variant('flag-1')).toBe('off');
  });

  it('waits for a revision that another replica told of', async () => {
    const knex = await createDatabase(3);
    const { variant, loader } = await start(knex, hour);
    await setDefault(knex, 'flag-1', 'off', { isNotified: false });

    await loader.reachRevision('shop', 2);

    expect(variant('flag-1')).toBe('off');
  });
});

async function createDatabase(count: number): Promise<Knex> {
  const knex = await createTestDatabase();
  await knex.migrate.latest({ directory: migrations });
  const at = new Date();
  const by = { created_by: 'test', updated_by: 'test' };
  await knex('flag_sets').insert({
    name: 'shop',
    entity_ref: 'component:default/shop',
    bucketing: 'v2',
  });
  const keys = Array.from({ length: count }, (_, index) => `flag-${index}`);
  await knex.batchInsert(
    'flags',
    keys.map(key => ({
      flag_set: 'shop',
      key,
      type: 'boolean',
      kind: 'release',
      entity_ref: 'component:default/shop',
      variants: JSON.stringify({ on: true, off: false }),
      prerequisites: '[]',
      set_revision: 1,
      created_at: at,
      updated_at: at,
      ...by,
    })),
    500,
  );
  await knex.batchInsert(
    'flag_environments',
    keys.map(key => ({
      flag_set: 'shop',
      flag_key: key,
      environment: 'production',
      state: 'ENABLED',
      default_variant: 'on',
      updated_at: at,
      updated_by: 'test',
    })),
    500,
  );
  return knex;
}

async function bump(knex: Knex): Promise<number> {
  const [{ revision }] = await knex('flag_sets')
    .increment('revision', 1)
    .returning('revision');
  return Number(revision);
}

async function setDefault(
  knex: Knex,
  key: string,
  variant: string,
  { isNotified }: { isNotified: boolean },
): Promise<void> {
  await knex.transaction(async transaction => {
    const revision = await bump(transaction);
    await transaction('flags')
      .where({ key })
      .update({ set_revision: revision });
    await transaction('flag_environments')
      .where({ flag_key: key })
      .update({ default_variant: variant });
    if (isNotified) {
      await transaction.raw("SELECT pg_notify('feature_flags', ?)", [
        `shop:${revision}`,
      ]);
    }
  });
}

async function waitForListener(knex: Knex): Promise<void> {
  await until(async () => {
    const { rows } = await knex.raw(
      "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'",
    );
    return rows.length > 0;
  });
}

async function until(isDone: () => boolean | Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt++) {
    if (await isDone()) {
      return;
    }
    await new Promise(done => setTimeout(done, 20));
  }
  throw new Error('It did not happen');
}
