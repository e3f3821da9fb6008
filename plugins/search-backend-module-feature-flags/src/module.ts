import {
  coreServices,
  createBackendModule,
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { searchIndexRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';
import { flagsServiceRef } from '@causeway/plugin-feature-flags-node';
import { FlagCollatorFactory } from './FlagCollatorFactory';

/**
 * Puts the flags of the portal into its search.
 *
 * @public
 */
export const searchModuleFeatureFlags = createBackendModule({
  pluginId: 'search',
  moduleId: 'feature-flags',
  register(reg) {
    reg.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        flags: flagsServiceRef,
        index: searchIndexRegistryExtensionPoint,
        scheduler: coreServices.scheduler,
      },
      async init({ auth, catalog, config, flags, index, scheduler }) {
        const schedule = config.getOptionalConfig(
          'search.collators.featureFlags.schedule',
        );
        index.addCollator({
          schedule: scheduler.createScheduledTaskRunner(
            schedule
              ? readSchedulerServiceTaskScheduleDefinitionFromConfig(schedule)
              : {
                  frequency: { minutes: 10 },
                  timeout: { minutes: 15 },
                  initialDelay: { seconds: 3 },
                },
          ),
          factory: new FlagCollatorFactory({ auth, catalog, flags }),
        });
      },
    });
  },
});
