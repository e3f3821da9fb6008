import type { LoggerService } from '@backstage/backend-plugin-api';
import type { EventsService } from '@backstage/plugin-events-node';
import {
  catalogChangesTopic,
  isCatalogChanges,
} from '@causeway/plugin-scorecard-node';
import type { CatalogReader } from './CatalogReader';

// The catalog tells of a change before it serves it: first it stitches the entity, which takes
// longer while it is busy.
const looksAfterMs = [1_000, 10_000];

/** Reads entities that the catalog says have changed. */
export async function followCatalog(options: {
  events: EventsService;
  logger: LoggerService;
  reader: Pick<CatalogReader, 'read'>;
}): Promise<void> {
  const { events, logger, reader } = options;
  await events.subscribe({
    id: 'golden-paths.catalog',
    topics: [catalogChangesTopic],
    async onEvent({ eventPayload }) {
      if (!isCatalogChanges(eventPayload)) {
        logger.warn('An event about catalog changes has an unknown form');
        return;
      }
      const { entityRefs } = eventPayload;
      for (const delayMs of looksAfterMs) {
        setTimeout(() => {
          reader.read(entityRefs).catch(error =>
            // The next full read finds what is lost here.
            logger.warn('Cannot read what has changed in the catalog', error),
          );
        }, delayMs).unref();
      }
    },
  });
}
