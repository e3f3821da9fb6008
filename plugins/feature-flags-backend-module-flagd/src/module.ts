import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { flagSourcesExtensionPoint } from '@causeway/plugin-feature-flags-node';
import { FlagdSource } from './FlagdSource';
import { readFlagdSources } from './readFlagdSources';

/**
 * Adds the flagd files that `featureFlags.sources.flagd` names.
 *
 * @public
 */
export const featureFlagsModuleFlagd = createBackendModule({
  pluginId: 'feature-flags',
  moduleId: 'flagd',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        sources: flagSourcesExtensionPoint,
      },
      async init({ config, sources }) {
        for (const options of readFlagdSources(config)) {
          sources.addSource(new FlagdSource(options));
        }
      },
    });
  },
});
