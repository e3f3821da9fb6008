import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { ChangePublisher } from './ChangePublisher';
import { ChangeProcessor } from './ChangeProcessor';
import { ScorecardEntityProcessor } from './ScorecardEntityProcessor';

/**
 * Lets the catalog hold scorecards and tell of entities that changed.
 *
 * @public
 */
export const catalogModuleScorecard = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'scorecard',
  register(reg) {
    reg.registerInit({
      deps: {
        events: eventsServiceRef,
        logger: coreServices.logger,
        processing: catalogProcessingExtensionPoint,
      },
      async init({ events, logger, processing }) {
        processing.addProcessor([
          new ScorecardEntityProcessor(),
          new ChangeProcessor({
            changes: new ChangePublisher({ events, logger }),
          }),
        ]);
      },
    });
  },
});
