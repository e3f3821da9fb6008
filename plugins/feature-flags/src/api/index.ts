export { flagsApiRef } from './FlagsApi';
export type {
  ConformanceSuite,
  CreatedEnvironmentKey,
  FlagsApi,
  FlagSourceSummary,
  ListFlagsOptions,
} from './FlagsApi';
export { FlagsClient } from './FlagsClient';
