export { flagsApiRef } from './FlagsApi';
export type {
  Conformance,
  ConformanceSuite,
  CreatedEnvironmentKey,
  CreateFlagRequest,
  ExplainRequest,
  ExternalFlagList,
  FlagEnvironmentName,
  FlagName,
  FlagsApi,
  FlagSetEnvironmentName,
  FlagSourceSummary,
  ListEventsOptions,
  ListFlagsOptions,
  UpdateFlagEnvironmentRequest,
  UpdateFlagRequest,
  ValidateRequest,
} from './FlagsApi';
export { FlagsClient } from './FlagsClient';
