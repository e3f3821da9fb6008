import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { flagsServiceRef } from '@causeway/plugin-feature-flags-node';
import { factCollectorsExtensionPoint } from '@causeway/plugin-scorecard-node';
import { createFlagCollector } from './createFlagCollector';

/**
 * Adds facts about feature flags.
 *
 * @public
 */
export const scorecardModuleFeatureFlags = createBackendModule({
  pluginId: 'scorecard',
  moduleId: 'feature-flags',
  register(reg) {
    reg.registerInit({
      deps: {
        auth: coreServices.auth,
        collectors: factCollectorsExtensionPoint,
        flags: flagsServiceRef,
      },
      async init({ auth, collectors, flags }) {
        collectors.addCollector(createFlagCollector({ auth, flags }));
      },
    });
  },
});
