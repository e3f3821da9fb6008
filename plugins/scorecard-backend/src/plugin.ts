import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { scorecardPermissions } from '@causeway/plugin-scorecard-common';
import { factCollectorsExtensionPoint } from '@causeway/plugin-scorecard-node';
import { registerActions } from './actions/registerActions';
import { migrateDatabase } from './database/migrateDatabase';
import { createEngine } from './engine/createEngine';
import { scheduleEngine } from './engine/scheduleEngine';
import { CollectorRegistry } from './facts/CollectorRegistry';
import { createOwnershipCollector } from './facts/createOwnershipCollector';
import { createRelationsCollector } from './facts/createRelationsCollector';
import { createApi } from './service/createApi';
import { createRouter } from './service/router';

/**
 * Evaluates scorecards over the catalog and keeps their history.
 *
 * @public
 */
export const scorecardPlugin = createBackendPlugin({
  pluginId: 'scorecard',
  register(env) {
    const collectors = new CollectorRegistry();
    env.registerExtensionPoint(factCollectorsExtensionPoint, collectors);

    env.registerInit({
      deps: {
        actionsRegistry: actionsRegistryServiceRef,
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        events: eventsServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        urlReader: coreServices.urlReader,
      },
      async init(deps) {
        const { auth, catalog, config, events, logger, scheduler } = deps;
        collectors.addCollector(createOwnershipCollector({ auth, catalog }));
        collectors.addCollector(createRelationsCollector({ auth, catalog }));

        deps.permissionsRegistry.addPermissions([...scorecardPermissions]);
        const db = await migrateDatabase(deps);
        const engine = createEngine({
          auth,
          catalog,
          collectors: collectors.byFactRef,
          config,
          db,
          logger,
          urlReader: deps.urlReader,
        });

        const api = createApi({ ...deps, db, engine });
        deps.httpRouter.use(createRouter(api));
        if (api.areBadgesPublic) {
          deps.httpRouter.addAuthPolicy({
            path: '/v1/badge',
            allow: 'unauthenticated',
          });
        }
        registerActions(api, deps.actionsRegistry);

        await scheduleEngine({ config, engine, events, logger, scheduler });
      },
    });
  },
});
