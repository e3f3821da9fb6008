import {
  resolvePackagePath,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';

/**
 * Brings a plugin's schema up to date, unless the operator migrates apart, and returns the client.
 *
 * @param options - `packageName` is of the package with the folder `migrations`
 */
export async function migratePluginDatabase(options: {
  database: DatabaseService;
  packageName: string;
}): Promise<Knex> {
  const { database, packageName } = options;
  const client = await database.getClient();
  if (!database.migrations?.skip) {
    await client.migrate.latest({
      directory: resolvePackagePath(packageName, 'migrations'),
    });
  }
  return client;
}
