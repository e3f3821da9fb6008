import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { migrateDatabase } from './database/migrateDatabase';

/**
 * Stores feature flags, evaluates them and serves them to OpenFeature clients.
 *
 * @public
 */
export const featureFlagsPlugin = createBackendPlugin({
  pluginId: 'feature-flags',
  register(env) {
    env.registerInit({
      deps: { database: coreServices.database },
      async init({ database }) {
        await migrateDatabase({ database });
      },
    });
  },
});
