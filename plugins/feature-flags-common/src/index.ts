export { hasFeatureFlagsAnnotation } from './annotations';
export { flagKinds } from './types';
export type {
  ChangeAction,
  ChangeEvent,
  ChangeSubject,
  Environment,
  EnvironmentKey,
  Flag,
  FlagDefinition,
  FlagEnvironment,
  FlagKind,
  FlagMetadata,
  FlagSet,
  FlagState,
  FlagType,
  FlagValue,
  ImportPreview,
  ImportResult,
  Page,
  Prerequisite,
  Problem,
  Segment,
  SegmentUse,
  Targeting,
  UsedSegment,
} from './types';
export type { ExternalFlag, ExternalFlagEnvironment } from './externalFlags';
export { getFlagPath } from './getFlagPath';
export { parseFlagResource, stringifyFlagResource } from './flagResource';
export type { FlagResourceName } from './flagResource';
export {
  featureFlagsPermissions,
  flagCreatePermission,
  flagDeletePermission,
  flagReadPermission,
  flagTogglePermission,
  flagUpdatePermission,
  keyManagePermission,
  RESOURCE_TYPE_FLAG,
} from './permissions';
export { expectedLifetimeInDays, getLastChange, isStale } from './staleness';
export type { Explanation, ExplanationStep } from './explanation';
