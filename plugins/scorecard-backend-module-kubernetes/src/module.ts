import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { factCollectorsExtensionPoint } from '@causeway/plugin-scorecard-node';
import { PortalClusterClient } from './ClusterClient';
import { WorkloadCollector } from './WorkloadCollector';

/**
 * Adds facts about workloads in Kubernetes.
 *
 * @public
 */
export const scorecardModuleKubernetes = createBackendModule({
  pluginId: 'scorecard',
  moduleId: 'kubernetes',
  register(reg) {
    reg.registerInit({
      deps: {
        auth: coreServices.auth,
        collectors: factCollectorsExtensionPoint,
        discovery: coreServices.discovery,
        logger: coreServices.logger,
      },
      async init({ auth, collectors, discovery, logger }) {
        collectors.addCollector(
          new WorkloadCollector({
            client: new PortalClusterClient({ auth, discovery }),
            logger,
          }),
        );
      },
    });
  },
});
