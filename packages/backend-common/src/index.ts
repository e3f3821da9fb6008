export { canonicalJson } from './canonicalJson';
export {
  CatalogVisibility,
  type ShownKinds,
  type VisibleRefs,
} from './CatalogVisibility';
export { decodeCursor, encodeCursor } from './cursor';
export {
  catalogChangesTopic,
  followCatalogChanges,
  type CatalogChanges,
} from './followCatalogChanges';
export { migratePluginDatabase } from './migratePluginDatabase';
export { readDuration } from './readDuration';
export { toCatalogCredentials } from './toCatalogCredentials';
export { body, closed, json, list, page } from './openApiFragments';
