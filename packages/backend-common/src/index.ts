export { canonicalJson } from './canonicalJson';
export { migratePluginDatabase } from './migratePluginDatabase';
export { body, closed, json, list, page } from './openApiFragments';
