import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { kubernetesOwnershipPermissions } from '@causeway/plugin-kubernetes-ownership-common';
import { createProxyGuard } from './createProxyGuard';
import { PodEntities } from './PodEntities';

/**
 * Limits the proxy to clusters to the owners of what runs there.
 *
 * @public
 */
export const kubernetesModuleOwnership = createBackendModule({
  pluginId: 'kubernetes',
  moduleId: 'ownership',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        discovery: coreServices.discovery,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        userInfo: coreServices.userInfo,
      },
      async init({
        auth,
        catalog,
        discovery,
        httpAuth,
        httpRouter,
        permissions,
        permissionsRegistry,
        userInfo,
      }) {
        permissionsRegistry.addPermissions([...kubernetesOwnershipPermissions]);
        // A module starts before its plugin, so the guard stands before the plugin's routes.
        httpRouter.use(
          createProxyGuard({
            auth,
            httpAuth,
            permissions,
            podEntities: new PodEntities({
              auth,
              catalog,
              discovery,
              userInfo,
            }),
          }),
        );
      },
    });
  },
});
