import { resolvePackagePath } from '@backstage/backend-plugin-api';
import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';

const directory = resolvePackagePath(
  '@causeway/plugin-golden-paths-backend',
  'migrations',
);

jest.setTimeout(60_000);

describeWithDatabase('migrations', () => {
  it('leave nothing behind when all are undone, and can run again', async () => {
    const db = await createTestDatabase();
    await db.migrate.latest({ directory });
    await db.migrate.rollback({ directory }, true);
    const { rows } = await db.raw(
      `select relname as name from pg_class
       where relnamespace = 'public'::regnamespace and relkind in ('r', 'i', 'S')
         and relname not like 'knex_migrations%'`,
    );
    expect(rows).toEqual([]);
    await db.migrate.latest({ directory });
    expect(await db.schema.hasTable('services')).toBe(true);
  });
});
