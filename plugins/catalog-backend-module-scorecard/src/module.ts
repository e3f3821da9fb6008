import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { ChangePublisher } from './ChangePublisher';
import { ChangeProcessor } from './ChangeProcessor';
import { LevelProcessor } from './LevelProcessor';
import { ScorecardEntityProcessor } from './ScorecardEntityProcessor';
import { ScorecardLevels } from './ScorecardLevels';

/**
 * Lets the catalog hold scorecards, tell of entities that changed, and be filtered by level.
 *
 * @public
 */
export const catalogModuleScorecard = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'scorecard',
  register(reg) {
    reg.registerInit({
      deps: {
        auth: coreServices.auth,
        discovery: coreServices.discovery,
        events: eventsServiceRef,
        logger: coreServices.logger,
        processing: catalogProcessingExtensionPoint,
      },
      async init({ auth, discovery, events, logger, processing }) {
        processing.addProcessor([
          new ScorecardEntityProcessor(),
          new ChangeProcessor({
            changes: new ChangePublisher({ events, logger }),
          }),
          new LevelProcessor({
            levels: new ScorecardLevels({ auth, discovery, logger }),
          }),
        ]);
      },
    });
  },
});
