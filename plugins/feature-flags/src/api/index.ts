export { flagsApiRef } from './FlagsApi';
export type {
  ConformanceSuite,
  CreatedEnvironmentKey,
  FlagsApi,
  FlagSourceSummary,
  ListFlagsOptions,
  UpdateFlagRequest,
} from './FlagsApi';
export { FlagsClient } from './FlagsClient';
