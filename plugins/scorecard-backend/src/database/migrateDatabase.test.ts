import { resolvePackagePath } from '@backstage/backend-plugin-api';
import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
import { readdirSync } from 'node:fs';
import { CatalogStub } from '../__testUtils__/CatalogStub';
import { component } from '../__testUtils__/entities';
import { TestEngine } from '../__testUtils__/TestEngine';

const directory = resolvePackagePath(
  '@causeway/plugin-scorecard-backend',
  'migrations',
);

jest.setTimeout(60_000);

describeWithDatabase('migrations', () => {
  it('take totals of days past along, in both directions', async () => {
    const db = await createTestDatabase();
    const migrations = readdirSync(directory).sort();
    const compaction = migrations.findIndex(name =>
      name.includes('compact_rollups'),
    );
    for (let step = 0; step < compaction; step += 1) {
      await db.migrate.up({ directory });
    }
    const totals = [
      ['2026-11-01', 'basics', 'group:default/a', 'system:default/x', 0, 3],
      ['2026-11-01', 'basics', 'group:default/a', 'system:default/x', 1, 4],
      ['2026-11-01', 'basics', '', '', 1, 5],
      ['2026-11-02', 'basics', 'group:default/a', 'system:default/x', 1, 7],
      ['2026-11-02', 'others', 'group:default/a', 'system:default/x', 1, 8],
    ].map(([day, scorecard_id, owner_ref, system_ref, level, entities]) => ({
      day,
      scorecard_id,
      owner_ref,
      system_ref,
      level,
      entities,
      scored: 2,
      score_sum: 1.25,
    }));
    await db('daily_rollups').insert(totals);
    const columns = [
      db.raw("to_char(day, 'YYYY-MM-DD') as day"),
      'scorecard_id',
      'owner_ref',
      'system_ref',
      'level',
      'entities',
      'scored',
      'score_sum',
    ];
    const order = ['day', 'scorecard_id', 'owner_ref', 'level'];
    const sorted = await db('daily_rollups').select(columns).orderBy(order);
    expect(sorted).toHaveLength(totals.length);

    await db.migrate.up({ directory });
    expect(
      await db('daily_rollups')
        .join('rollup_groups', 'rollup_groups.id', 'group_id')
        .select(columns)
        .orderBy(order),
    ).toEqual(sorted);

    await db.migrate.down({ directory });
    expect(await db('daily_rollups').select(columns).orderBy(order)).toEqual(
      sorted,
    );
  });

  it('leave nothing behind when all are undone', async () => {
    const db = await createTestDatabase();
    await db.migrate.latest({ directory });
    await db.migrate.rollback({ directory }, true);
    const { rows } = await db.raw(
      `select relname as name from pg_class
       where relnamespace = 'public'::regnamespace and relkind in ('r', 'i', 'S')
         and relname not like 'knex_migrations%'
       union all
       select proname from pg_proc where pronamespace = 'public'::regnamespace`,
    );
    expect(rows).toEqual([]);
  });

  it('lose neither results nor what waits when they run between two runs', async () => {
    const db = await createTestDatabase();
    const catalog = new CatalogStub([
      component('cart', { owner: 'group:default/team' }),
      component('orders'),
    ]);
    const files = {
      'basics.yaml':
        'id: basics\nrules: [{ id: owned, path: $.spec.owner, operator: isNotEmpty }]\n',
    };
    const before = await TestEngine.create({ db, catalog, files });
    await before.run();
    const results = await before.readResults();
    catalog.put(component('orders', { owner: 'group:default/team' }));
    await before.engine.queue.add(['component:default/orders'], {
      cause: 'entity',
    });

    // As an update that is taken back, and made again.
    await db.migrate.down({ directory });
    await db.migrate.down({ directory });
    const after = await TestEngine.create({ db, catalog, files });
    await after.sync();
    expect(await after.readResults()).toEqual(results);
    await after.drainAll();

    expect(await after.readResults()).toMatchObject([
      { entity_ref: 'component:default/cart', states: 'p' },
      { entity_ref: 'component:default/orders', states: 'p' },
    ]);
    expect(await after.engine.fullRun.run()).toMatchObject({ written: 0 });
    expect(await db('transitions')).toHaveLength(1);
  });
});
