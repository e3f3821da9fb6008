import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { flagSourcesExtensionPoint } from '@causeway/plugin-feature-flags-node';
import { readUnleashSources } from './readUnleashSources';
import { UnleashSource } from './UnleashSource';

/**
 * Adds the Unleash servers that `featureFlags.sources.unleash` names.
 *
 * @public
 */
export const featureFlagsModuleUnleash = createBackendModule({
  pluginId: 'feature-flags',
  moduleId: 'unleash',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        sources: flagSourcesExtensionPoint,
      },
      async init({ config, sources }) {
        for (const options of readUnleashSources(config)) {
          sources.addSource(new UnleashSource(options));
        }
      },
    });
  },
});
