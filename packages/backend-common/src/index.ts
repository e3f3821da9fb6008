export { canonicalJson } from './canonicalJson';
export { CatalogVisibility, type VisibleRefs } from './CatalogVisibility';
export { decodeCursor, encodeCursor } from './cursor';
export { migratePluginDatabase } from './migratePluginDatabase';
export { readDuration } from './readDuration';
export { body, closed, json, list, page } from './openApiFragments';
