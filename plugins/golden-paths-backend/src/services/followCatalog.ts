import type { LoggerService } from '@backstage/backend-plugin-api';
import type { EventsService } from '@backstage/plugin-events-node';
import { followCatalogChanges } from '@causeway/backend-common';
import type { CatalogReader } from './CatalogReader';

// Stitching takes longer while the catalog is busy.
const looksAfterMs = [1_000, 10_000];

/** Reads entities that the catalog says have changed. */
export async function followCatalog(options: {
  events: EventsService;
  logger: LoggerService;
  reader: Pick<CatalogReader, 'read'>;
}): Promise<void> {
  const { events, logger, reader } = options;
  await followCatalogChanges({
    id: 'golden-paths.catalog',
    events,
    logger,
    async onChange(entityRefs) {
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
