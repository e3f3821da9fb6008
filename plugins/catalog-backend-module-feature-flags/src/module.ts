import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { flagsServiceRef } from '@causeway/plugin-feature-flags-node';
import { FeatureFlagsProcessor } from './FeatureFlagsProcessor';
import { FlaggedEntities } from './FlaggedEntities';

/**
 * Marks the entities that have feature flags with an annotation.
 *
 * @public
 */
export const catalogModuleFeatureFlags = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'feature-flags',
  register(reg) {
    reg.registerInit({
      deps: {
        auth: coreServices.auth,
        flags: flagsServiceRef,
        logger: coreServices.logger,
        processing: catalogProcessingExtensionPoint,
      },
      async init({ auth, flags, logger, processing }) {
        processing.addProcessor(
          new FeatureFlagsProcessor(
            new FlaggedEntities({ auth, flags, logger }),
          ),
        );
      },
    });
  },
});
