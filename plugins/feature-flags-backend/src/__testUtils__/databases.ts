import { TestDatabases } from '@backstage/backend-test-utils';

export const databases = TestDatabases.create({
  ids: ['POSTGRES_18'],
  disableDocker: true,
});

// Skipped unless BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING names a server.
export const describeWithDatabase = databases.supports('POSTGRES_18')
  ? describe
  : describe.skip;
