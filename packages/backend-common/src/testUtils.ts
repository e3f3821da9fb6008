import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';

const databases = TestDatabases.create({
  ids: ['POSTGRES_18'],
  disableDocker: true,
});

/** Whether a PostgreSQL server is named for tests. */
export const hasTestDatabase = databases.supports('POSTGRES_18');

/**
 * For tests on PostgreSQL: skips them, and says why, where no server is named, so that a package
 * can be tested without one. `npm test` always names one.
 */
export const describeWithDatabase = hasTestDatabase ? describe : describe.skip;

if (!hasTestDatabase) {
  process.stderr.write(
    'skipped: tests on PostgreSQL; BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING names no server\n',
  );
}

/** A new, empty database, which lasts until the tests of the file have ended. */
export function createTestDatabase(): Promise<Knex> {
  return databases.init('POSTGRES_18');
}
