import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { factCollectorsExtensionPoint } from '@causeway/plugin-scorecard-node';
import { TechDocsCollector } from './TechDocsCollector';

/**
 * Adds facts about published documents.
 *
 * @public
 */
export const scorecardModuleTechdocs = createBackendModule({
  pluginId: 'scorecard',
  moduleId: 'techdocs',
  register(reg) {
    reg.registerInit({
      deps: {
        auth: coreServices.auth,
        collectors: factCollectorsExtensionPoint,
        discovery: coreServices.discovery,
      },
      async init({ auth, collectors, discovery }) {
        collectors.addCollector(new TechDocsCollector({ auth, discovery }));
      },
    });
  },
});
