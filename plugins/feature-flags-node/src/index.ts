export {
  createFlagConditionalDecision,
  flagConditions,
  flagResourceRef,
  flagRules,
} from './permissionRules';
export type { FlagFilter, FlagResource } from './permissionRules';
export { flagSourcesExtensionPoint } from './flagSources';
export type {
  FlagSource,
  FlagSourceCapabilities,
  FlagSourcesExtensionPoint,
} from './flagSources';
export { readEnvironments } from './readEnvironments';
export { readSourceName, readSourceUrl } from './sourceConfig';
export { flagsServiceRef } from './flagsService';
export type { FlagsService, NewFlag } from './flagsService';
