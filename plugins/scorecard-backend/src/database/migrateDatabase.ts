import {
  resolvePackagePath,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';

const migrationsDirectory = resolvePackagePath(
  '@causeway/plugin-scorecard-backend',
  'migrations',
);

/** Brings the plugin's schema up to date, unless the operator migrates apart, and returns the client. */
export async function migrateDatabase(options: {
  database: DatabaseService;
}): Promise<Knex> {
  const client = await options.database.getClient();
  if (!options.database.migrations?.skip) {
    await client.migrate.latest({ directory: migrationsDirectory });
  }
  return client;
}
