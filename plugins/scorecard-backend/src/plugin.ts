import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  factCollectorsExtensionPoint,
  type FactCollector,
} from '@causeway/plugin-scorecard-node';
import { migrateDatabase } from './database/migrateDatabase';

/**
 * Evaluates scorecards over the catalog and keeps their history.
 *
 * @public
 */
export const scorecardPlugin = createBackendPlugin({
  pluginId: 'scorecard',
  register(env) {
    const collectors = new Map<string, FactCollector>();
    env.registerExtensionPoint(factCollectorsExtensionPoint, {
      addCollector(collector) {
        if (collectors.has(collector.factRef)) {
          throw new Error(
            `There are two collectors of the fact '${collector.factRef}'; remove one of their modules`,
          );
        }
        collectors.set(collector.factRef, collector);
      },
    });

    env.registerInit({
      deps: { database: coreServices.database },
      async init({ database }) {
        await migrateDatabase({ database });
      },
    });
  },
});
