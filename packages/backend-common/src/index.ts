export { canonicalJson } from './canonicalJson';
export { migratePluginDatabase } from './migratePluginDatabase';
export { readDuration } from './readDuration';
export { body, closed, json, list, page } from './openApiFragments';
