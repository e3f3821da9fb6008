import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { scaffolderServiceRef } from '@backstage/plugin-scaffolder-node';
import {
  CatalogVisibility,
  migratePluginDatabase,
  readDuration,
} from '@causeway/backend-common';
import { goldenPathsPermissions } from '@causeway/plugin-golden-paths-common';
import { IntegrationHosts } from '@causeway/plugin-golden-paths-node';
import { OfferedHosts } from './hosts/OfferedHosts';
import { NameService } from './names/NameService';
import { PreviewService } from './previews/PreviewService';
import { DatabaseRunStore } from './runs/DatabaseRunStore';
import { followTasks } from './runs/followTasks';
import { RunReader } from './runs/RunReader';
import { scheduleReads } from './scheduleReads';
import { GoldenPathService } from './service/GoldenPathService';
import { createRouter } from './service/router';
import { CatalogReader } from './services/CatalogReader';
import { DatabaseServiceStore } from './services/DatabaseServiceStore';
import { generatedFilter } from './services/records';
import { followCatalog } from './services/followCatalog';
import { TemplateReadModel } from './services/TemplateReadModel';

/**
 * Knows how golden paths are used and which services fell behind theirs, and helps to fill in
 * their forms.
 *
 * @public
 */
export const goldenPathsPlugin = createBackendPlugin({
  pluginId: 'golden-paths',
  register(env) {
    env.registerInit({
      deps: {
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
        scaffolder: scaffolderServiceRef,
        scheduler: coreServices.scheduler,
      },
      async init(deps) {
        const { auth, catalog, config, permissions, scaffolder } = deps;
        const db = await migratePluginDatabase({
          database: deps.database,
          packageName: '@causeway/plugin-golden-paths-backend',
        });
        deps.permissionsRegistry.addPermissions(goldenPathsPermissions);

        const services = new DatabaseServiceStore({ db });
        const runs = new DatabaseRunStore({ db });
        const hosts = OfferedHosts.fromConfig(config);
        const repositories = new IntegrationHosts({
          integrations: ScmIntegrations.fromConfig(config),
          timeoutMs: readDuration(config, 'goldenPaths.hostTimeout', {
            seconds: 3,
          }),
        });
        const templates = new TemplateReadModel({ db });
        const visibility = {
          templates: new CatalogVisibility({
            auth,
            catalog,
            filter: { kind: 'template' },
            kinds: { hasSomeOf: async kinds => kinds.includes('template') },
            permissions,
          }),
          services: new CatalogVisibility({
            auth,
            catalog,
            filter: generatedFilter,
            kinds: { hasSomeOf: kinds => templates.hasServicesOf(kinds) },
            permissions,
          }),
        };

        deps.httpRouter.use(
          createRouter({
            goldenPaths: new GoldenPathService({
              permissions,
              runs,
              services,
              templates,
              visibility,
            }),
            hosts,
            httpAuth: deps.httpAuth,
            names: new NameService({ auth, catalog, hosts, repositories }),
            previews: new PreviewService({
              auth,
              catalog,
              permissions,
              scaffolder,
            }),
          }),
        );

        const catalogReader = new CatalogReader({
          auth,
          catalog,
          store: services,
        });
        const runReader = new RunReader({ auth, scaffolder, store: runs });
        await followCatalog({ ...deps, reader: catalogReader });
        await followTasks({ ...deps, store: runs });
        await scheduleReads({ ...deps, catalogReader, runReader });
      },
    });
  },
});
