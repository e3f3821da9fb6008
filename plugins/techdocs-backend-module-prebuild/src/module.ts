import {
  coreServices,
  createBackendModule,
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { DocsPrebuilder } from './DocsPrebuilder';

const scheduleKey = 'causeway.docs.prebuild.schedule';

/** Builds docs on a schedule where the portal itself builds them. */
export const techdocsModulePrebuild = createBackendModule({
  pluginId: 'techdocs',
  moduleId: 'prebuild',
  register(reg) {
    reg.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        logger: coreServices.logger,
        scheduler: coreServices.scheduler,
      },
      async init({ auth, catalog, config, discovery, logger, scheduler }) {
        if (config.getOptionalString('techdocs.builder') !== 'local') {
          return;
        }
        const prebuilder = new DocsPrebuilder({
          auth,
          catalog,
          discovery,
          logger,
        });
        await scheduler.scheduleTask({
          ...(config.has(scheduleKey)
            ? readSchedulerServiceTaskScheduleDefinitionFromConfig(
                config.getConfig(scheduleKey),
              )
            : {
                initialDelay: { seconds: 10 },
                frequency: { minutes: 5 },
                timeout: { minutes: 15 },
              }),
          id: 'prebuild-docs',
          // Sites are built on the local disk of each replica.
          scope: 'local',
          fn: signal => prebuilder.run(signal),
        });
      },
    });
  },
});
