import { createBackendModule } from '@backstage/backend-plugin-api';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { flagsServiceRef } from '@causeway/plugin-feature-flags-node';
import { createCreateFlagAction } from './createCreateFlagAction';

/**
 * Adds the action `feature-flags:create`.
 *
 * @public
 */
export const scaffolderModuleFeatureFlags = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'feature-flags',
  register(reg) {
    reg.registerInit({
      deps: {
        flags: flagsServiceRef,
        scaffolder: scaffolderActionsExtensionPoint,
      },
      async init({ flags, scaffolder }) {
        scaffolder.addActions(createCreateFlagAction({ flags }));
      },
    });
  },
});
