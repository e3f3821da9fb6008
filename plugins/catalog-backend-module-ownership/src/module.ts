import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { createLocationGuard } from './createLocationGuard';

/**
 * Lets the owners of entities unregister the location that brought them, and nobody else.
 *
 * @public
 */
export const catalogModuleOwnership = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'ownership',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        permissions: coreServices.permissions,
      },
      async init({ auth, catalog, httpAuth, httpRouter, permissions }) {
        // A module starts before its plugin, so the guard stands before the plugin's routes.
        httpRouter.use(
          createLocationGuard({ auth, catalog, httpAuth, permissions }),
        );
      },
    });
  },
});
