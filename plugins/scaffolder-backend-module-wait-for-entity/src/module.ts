import { createBackendModule } from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { createWaitForEntityAction } from './createWaitForEntityAction';

/**
 * Adds the action `catalog:wait-for-entity`.
 *
 * @public
 */
export const scaffolderModuleWaitForEntity = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'wait-for-entity',
  register(reg) {
    reg.registerInit({
      deps: {
        scaffolder: scaffolderActionsExtensionPoint,
        catalog: catalogServiceRef,
      },
      async init({ scaffolder, catalog }) {
        scaffolder.addActions(createWaitForEntityAction({ catalog }));
      },
    });
  },
});
