import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { ServiceUnavailableError } from '@backstage/errors';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import {
  featureFlagsPermissions,
  flagReadPermission,
  parseFlagResource,
} from '@causeway/plugin-feature-flags-common';
import {
  flagResourceRef,
  flagRules,
  flagSourcesExtensionPoint,
  readEnvironments,
} from '@causeway/plugin-feature-flags-node';
import { Router } from 'express';
import { registerFlagActions } from './actions/registerFlagActions';
import { migrateDatabase } from './database/migrateDatabase';
import { FlagServing } from './ofrep/FlagServing';
import { readSeedFiles } from './seed/readSeedFiles';
import { createManagement } from './service/createManagement';
import { createRouter } from './service/router';
import { startOrRetry } from './service/startOrRetry';
import { FlagSources } from './sources/FlagSources';

/**
 * Stores feature flags, evaluates them and serves them to OpenFeature clients.
 *
 * @public
 */
export const featureFlagsPlugin = createBackendPlugin({
  pluginId: 'feature-flags',
  register(env) {
    const sources = new FlagSources();
    env.registerExtensionPoint(flagSourcesExtensionPoint, sources);

    env.registerInit({
      deps: {
        actionsRegistry: actionsRegistryServiceRef,
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        discovery: coreServices.discovery,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
      },
      async init({
        actionsRegistry,
        auditor,
        auth,
        catalog,
        config,
        database,
        discovery,
        httpAuth,
        httpRouter,
        lifecycle,
        logger,
        permissions,
        permissionsRegistry,
        scheduler,
      }) {
        const environments = readEnvironments(config);
        const seeds = await readSeedFiles(config);
        const baseUrl = await discovery.getExternalBaseUrl('feature-flags');
        const serving = await FlagServing.create({
          config,
          environments,
          httpAuth,
          logger,
          basePath: new URL(baseUrl).pathname,
        });
        lifecycle.addShutdownHook(() => serving.stop());
        // Clients of flags come with environment keys, which the routes check themselves.
        httpRouter.addAuthPolicy({ path: '/ofrep', allow: 'unauthenticated' });
        httpRouter.use(serving.router);

        let management: ReturnType<typeof createManagement> | undefined;
        const getManagement = () => {
          if (!management) {
            throw new ServiceUnavailableError(
              'Feature flags cannot be managed while the database does not answer',
            );
          }
          return management;
        };
        const untilManaged = Router();
        untilManaged.use('/v1', (_req, _res, next) => {
          getManagement();
          next();
        });
        httpRouter.use(untilManaged);

        permissionsRegistry.addResourceType({
          resourceRef: flagResourceRef,
          permissions: featureFlagsPermissions,
          rules: Object.values(flagRules),
          getResources: async refs =>
            getManagement().resources.resolve(refs.map(parseFlagResource)),
        });

        registerFlagActions({
          actionsRegistry,
          auditor,
          getFlags: () => getManagement().flags,
          snapshots: serving.evaluation.snapshots,
        });

        // A running flagd reads the file with an environment key, which the route checks itself.
        httpRouter.addAuthPolicy({
          path: '/v1/flag-sets/:flagSet/environments/:environment/flagd.json',
          allow: 'unauthenticated',
        });

        const start = async () => {
          const db = await migrateDatabase({ database });
          const started = createManagement({
            auth,
            catalog,
            db,
            environments,
            logger,
            permissions,
            permissionsRegistry,
            seeds,
            sources,
          });
          await started.start({ lifecycle, scheduler });
          await serving.connect({
            database: db,
            keys: started.acceptedKeys,
            authorizeRead: (credentials, { entityRef, ...resource }) =>
              started.authorizer.authorize(
                [{ permission: flagReadPermission, resource, entityRef }],
                credentials,
              ),
          });
          management = started;
          httpRouter.use(
            createRouter({
              ...started,
              auditor,
              environments,
              httpAuth,
              snapshots: serving.evaluation.snapshots,
            }),
          );
        };
        await startOrRetry({
          start,
          // With saved flags, clients are better served than the portal is by failing.
          canWait: serving.hasFlags,
          lifecycle,
          logger,
        });
      },
    });
  },
});
