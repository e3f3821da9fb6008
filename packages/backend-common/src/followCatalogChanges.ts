import type { LoggerService } from '@backstage/backend-plugin-api';
import type { EventsService } from '@backstage/plugin-events-node';

/** Topic of events about entities that the catalog has processed anew and found changed. */
export const catalogChangesTopic = 'causeway.catalog.changes';

/** Payload of an event about changed entities. */
export interface CatalogChanges {
  entityRefs: string[];
}

/**
 * Hands on the refs of entities that the catalog says have changed.
 *
 * @remarks
 * The catalog tells of a change before it serves it: first it stitches the entity.
 */
export async function followCatalogChanges(options: {
  /** Of the subscription: replicas that give the same one share its events. */
  id: string;
  events: EventsService;
  logger: LoggerService;
  onChange: (entityRefs: string[]) => Promise<void>;
}): Promise<void> {
  const { id, events, logger, onChange } = options;
  await events.subscribe({
    id,
    topics: [catalogChangesTopic],
    async onEvent({ eventPayload }) {
      if (!isCatalogChanges(eventPayload)) {
        logger.warn('An event about catalog changes has an unknown form');
        return;
      }
      await onChange(eventPayload.entityRefs);
    },
  });
}

function isCatalogChanges(payload: unknown): payload is CatalogChanges {
  return (
    typeof payload === 'object' &&
    payload !== null &&
    'entityRefs' in payload &&
    Array.isArray(payload.entityRefs) &&
    payload.entityRefs.every(ref => typeof ref === 'string')
  );
}
