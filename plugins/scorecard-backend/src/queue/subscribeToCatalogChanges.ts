import type { LoggerService } from '@backstage/backend-plugin-api';
import type { EventsService } from '@backstage/plugin-events-node';
import { followCatalogChanges } from '@causeway/backend-common';
import type { DatabaseEvaluationQueue } from './DatabaseEvaluationQueue';

// By then the catalog has usually stitched what it has just processed.
const firstLookDelayMs = 500;

/** Puts entities that the catalog says have changed into the queue. */
export async function subscribeToCatalogChanges(options: {
  events: EventsService;
  logger: LoggerService;
  queue: Pick<DatabaseEvaluationQueue, 'add'>;
  /** Called when one of them is a scorecard. */
  onScorecardChange: () => void;
}): Promise<void> {
  const { events, logger, queue, onScorecardChange } = options;
  await followCatalogChanges({
    id: 'scorecard',
    events,
    logger,
    async onChange(entityRefs) {
      await queue.add(entityRefs, {
        cause: 'entity',
        dueAt: new Date(Date.now() + firstLookDelayMs),
      });
      if (entityRefs.some(ref => ref.startsWith('scorecard:'))) {
        onScorecardChange();
      }
    },
  });
}
