/** Topic of events about entities that the catalog has processed anew and found changed. */
export const catalogChangesTopic = 'causeway.catalog.changes';

/** Payload of an event about changed entities. */
export interface CatalogChanges {
  entityRefs: string[];
}

/** Tells whether a payload is one of {@link catalogChangesTopic}. */
export function isCatalogChanges(payload: unknown): payload is CatalogChanges {
  return (
    typeof payload === 'object' &&
    payload !== null &&
    'entityRefs' in payload &&
    Array.isArray(payload.entityRefs) &&
    payload.entityRefs.every(ref => typeof ref === 'string')
  );
}
