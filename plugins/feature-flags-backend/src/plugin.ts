import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import {
  featureFlagsPermissions,
  parseFlagResource,
} from '@causeway/plugin-feature-flags-common';
import {
  flagResourceRef,
  flagRules,
} from '@causeway/plugin-feature-flags-node';
import { migrateDatabase } from './database/migrateDatabase';
import { readEnvironments } from './environments/readEnvironments';
import { createManagement } from './service/createManagement';
import { createRouter } from './service/router';

/**
 * Stores feature flags, evaluates them and serves them to OpenFeature clients.
 *
 * @public
 */
export const featureFlagsPlugin = createBackendPlugin({
  pluginId: 'feature-flags',
  register(env) {
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
      },
      async init({
        auditor,
        auth,
        catalog,
        config,
        database,
        httpAuth,
        httpRouter,
        lifecycle,
        logger,
        permissions,
        permissionsRegistry,
        scheduler,
      }) {
        const environments = readEnvironments(config);
        const db = await migrateDatabase({ database });
        const management = createManagement({
          auth,
          catalog,
          db,
          environments,
          logger,
          permissions,
          permissionsRegistry,
        });

        permissionsRegistry.addResourceType({
          resourceRef: flagResourceRef,
          permissions: featureFlagsPermissions,
          rules: Object.values(flagRules),
          getResources: refs =>
            management.resources.resolve(refs.map(parseFlagResource)),
        });

        // A running flagd reads the file with an environment key, which the route checks itself.
        httpRouter.addAuthPolicy({
          path: '/v1/flag-sets/:flagSet/environments/:environment/flagd.json',
          allow: 'unauthenticated',
        });
        await management.start({ lifecycle, scheduler });
        httpRouter.use(
          createRouter({ ...management, auditor, environments, httpAuth }),
        );
      },
    });
  },
});
