import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { factCollectorsExtensionPoint } from '@causeway/plugin-scorecard-node';
import { readClusters } from './readClusters';
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
        collectors: factCollectorsExtensionPoint,
        config: coreServices.rootConfig,
        logger: coreServices.logger,
      },
      async init({ collectors, config, logger }) {
        const { clusters, skipped } = readClusters(config);
        for (const { name, reason } of skipped) {
          logger.warn(
            `Scorecards know nothing of the workloads in cluster '${name}': ${reason}`,
          );
        }
        collectors.addCollector(
          new WorkloadCollector({
            clusters,
            skippedClusters: skipped.map(({ name }) => name),
          }),
        );
      },
    });
  },
});
