import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { factCollectorsExtensionPoint } from '@causeway/plugin-scorecard-node';
import { createDefinitionCollector } from './createDefinitionCollector';
import { InspectionWorker } from './InspectionWorker';

/**
 * Adds facts about the definitions of APIs.
 *
 * @public
 */
export const scorecardModuleApiDefinition = createBackendModule({
  pluginId: 'scorecard',
  moduleId: 'api-definition',
  register(reg) {
    reg.registerInit({
      deps: {
        collectors: factCollectorsExtensionPoint,
        lifecycle: coreServices.lifecycle,
      },
      async init({ collectors, lifecycle }) {
        const worker = new InspectionWorker();
        lifecycle.addShutdownHook(() => worker.close());
        collectors.addCollector(createDefinitionCollector({ worker }));
      },
    });
  },
});
