import type { DatabaseService } from '@backstage/backend-plugin-api';
import { migratePluginDatabase } from '@causeway/backend-common';
import type { Knex } from 'knex';

/** Brings the plugin's schema up to date, unless the operator migrates apart, and returns the client. */
export async function migrateDatabase(options: {
  database: DatabaseService;
}): Promise<Knex> {
  return await migratePluginDatabase({
    ...options,
    packageName: '@causeway/plugin-feature-flags-backend',
  });
}
