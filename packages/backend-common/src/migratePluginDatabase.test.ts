import { mockServices } from '@backstage/backend-test-utils';
import { migratePluginDatabase } from './migratePluginDatabase';

const packageName = '@causeway/plugin-feature-flags-backend';

function createDatabase(skip: boolean) {
  const migrated: string[] = [];
  const client = {
    migrate: {
      latest: async ({ directory }: { directory: string }) => {
        migrated.push(directory);
      },
    },
  };
  const database = mockServices.database.mock({
    getClient: jest.fn().mockResolvedValue(client),
    migrations: { skip },
  });
  return { client, database, migrated };
}

describe('migratePluginDatabase', () => {
  it("runs the migrations of the plugin's package", async () => {
    const { client, database, migrated } = createDatabase(false);
    await expect(
      migratePluginDatabase({ database, packageName }),
    ).resolves.toBe(client);
    expect(migrated).toEqual([
      expect.stringMatching(/feature-flags-backend.migrations$/),
    ]);
  });

  it('leaves them to an operator who runs them apart', async () => {
    const { client, database, migrated } = createDatabase(true);
    await expect(
      migratePluginDatabase({ database, packageName }),
    ).resolves.toBe(client);
    expect(migrated).toEqual([]);
  });
});
