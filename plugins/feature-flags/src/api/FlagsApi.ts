import { createApiRef } from '@backstage/frontend-plugin-api';
import type {
  ChangeEvent,
  Environment,
  EnvironmentKey,
  Explanation,
  ExternalFlag,
  Flag,
  FlagDefinition,
  FlagEnvironment,
  FlagKind,
  FlagSet,
  FlagState,
  FlagValue,
  ImportPreview,
  ImportResult,
  Page,
  Problem,
  Segment,
  Targeting,
  UsedSegment,
} from '@causeway/plugin-feature-flags-common';

export interface ListFlagsOptions {
  flagSet?: string;
  /** The entity that the flags were made for. */
  entityRef?: string;
  ownerRef?: string;
  kind?: FlagKind;
  environment?: string;
  tag?: string;
  /** The state in `environment`, or in any environment. */
  state?: FlagState;
  /** Words in the key or the description. */
  query?: string;
  limit?: number;
  cursor?: string;
}

export interface FlagName {
  flagSet: string;
  key: string;
}

export interface FlagEnvironmentName extends FlagName {
  environment: string;
}

/** A name of a flag set in one environment, which is what an environment key is scoped to. */
export interface FlagSetEnvironmentName {
  flagSet: string;
  environment: string;
}

export interface SegmentName {
  flagSet: string;
  name: string;
}

export interface PutSegmentRequest
  extends Pick<Segment, 'description' | 'targeting'> {
  revision?: number;
  reason?: string;
}

/** What may be set when a flag is created; the rest is set per environment later. */
export interface CreateFlagRequest extends FlagDefinition {
  environments?: {
    [environment: string]: Partial<
      Pick<FlagEnvironment, 'state' | 'defaultVariant' | 'targeting'>
    >;
  };
  reason?: string;
}

export interface UpdateFlagRequest
  extends Omit<FlagDefinition, 'key' | 'type'> {
  /** The default variant in environments where it changes; without one the default in the code. */
  environments?: {
    [environment: string]: Pick<FlagEnvironment, 'defaultVariant'>;
  };
  revision: number;
  reason?: string;
}

export interface UpdateFlagEnvironmentRequest
  extends Pick<FlagEnvironment, 'state' | 'defaultVariant' | 'targeting'> {
  /** Of the flag as it was read; another one in the store is a conflict. */
  revision: number;
  reason?: string;
}

export interface ValidateRequest {
  targeting?: Targeting;
  variants?: { [name: string]: FlagValue };
  defaultVariant?: string;
}

export interface ExplainRequest {
  context: { [attribute: string]: unknown };
  /** Rules that are not saved yet. */
  targeting?: Targeting;
}

export interface ListEventsOptions {
  subject?: ChangeEvent['subject'];
  subjectKey?: string;
  environment?: string;
  limit?: number;
  cursor?: string;
}

/** A key with its secret, which only the answer to its creation carries. */
export interface CreatedEnvironmentKey extends EnvironmentKey {
  key: string;
}

/** An external system that flags are read from. */
export interface FlagSourceSummary {
  name: string;
  title: string;
  capabilities: { toggle: boolean };
  /** The annotation that names the project of an entity there. */
  annotation: string;
}

export interface ExternalFlagList {
  items: ExternalFlag[];
  /** When the system gave this answer. */
  asOf: string;
  isFresh: boolean;
  /** Why the last try to read it failed. */
  error?: string;
}

export interface ConformanceSuite {
  name: string;
  passed: number;
  total: number;
  description?: string;
  url?: string;
}

/** What the public test suites said about this version of the server. */
export interface Conformance {
  suites: ConformanceSuite[];
  flagdCoreVersion: string;
  /** When the suites ran. */
  date: string;
}

/** The flags of the portal and of the systems connected to it. */
export interface FlagsApi {
  listEnvironments(): Promise<Environment[]>;

  listFlagSets(options?: {
    entityRef?: string;
    limit?: number;
    cursor?: string;
  }): Promise<Page<FlagSet>>;
  createFlagSet(
    request: Pick<FlagSet, 'name' | 'title' | 'description' | 'entityRef'>,
  ): Promise<FlagSet>;
  getFlagSet(flagSet: string): Promise<FlagSet>;

  listFlags(options?: ListFlagsOptions): Promise<Page<Flag>>;
  getFlag(name: FlagName): Promise<Flag>;
  createFlag(flagSet: string, request: CreateFlagRequest): Promise<Flag>;
  updateFlag(name: FlagName, request: UpdateFlagRequest): Promise<Flag>;
  deleteFlag(
    name: FlagName,
    options: { revision: number; reason?: string },
  ): Promise<void>;
  updateFlagEnvironment(
    name: FlagEnvironmentName,
    request: UpdateFlagEnvironmentRequest,
  ): Promise<Flag>;
  validate(
    name: FlagEnvironmentName,
    request: ValidateRequest,
  ): Promise<Problem[]>;
  explain(
    name: FlagEnvironmentName,
    request: ExplainRequest,
  ): Promise<Explanation>;

  listSegments(flagSet: string): Promise<UsedSegment[]>;
  /** Makes a segment where no revision is given, and replaces one otherwise. */
  putSegment(name: SegmentName, request: PutSegmentRequest): Promise<Segment>;
  deleteSegment(
    name: SegmentName,
    options: { revision: number; reason?: string },
  ): Promise<void>;
  validateSegment(
    name: SegmentName,
    request: { targeting: Targeting },
  ): Promise<Problem[]>;

  /** A flag set in one environment, as the text of a flagd file. */
  exportFile(name: FlagSetEnvironmentName): Promise<string>;
  /** Says what an import of the text of a flagd file would do. */
  previewImport(
    name: FlagSetEnvironmentName,
    text: string,
  ): Promise<ImportPreview>;
  importFile(
    name: FlagSetEnvironmentName,
    text: string,
    options: { revision: number },
  ): Promise<ImportResult>;

  listEvents(
    flagSet: string,
    options?: ListEventsOptions,
  ): Promise<Page<ChangeEvent>>;
  restore(
    flagSet: string,
    eventId: number,
    request: { revision: number; reason?: string },
  ): Promise<void>;

  listKeys(name: FlagSetEnvironmentName): Promise<EnvironmentKey[]>;
  createKey(
    name: FlagSetEnvironmentName,
    request: { name: string },
  ): Promise<CreatedEnvironmentKey>;
  /** Answers with the new key; the old one is accepted for `graceSeconds` more. */
  rotateKey(
    name: FlagSetEnvironmentName,
    id: string,
    request: { graceSeconds?: number },
  ): Promise<CreatedEnvironmentKey>;
  revokeKey(name: FlagSetEnvironmentName, id: string): Promise<void>;

  listSources(): Promise<FlagSourceSummary[]>;
  listSourceFlags(
    source: string,
    options: { entityRef: string },
  ): Promise<ExternalFlagList>;
  setSourceFlagEnabled(
    name: { source: string; key: string; environment: string },
    request: { entityRef: string; isEnabled: boolean },
  ): Promise<void>;

  getConformance(): Promise<Conformance>;
}

export const flagsApiRef = createApiRef<FlagsApi>().with({
  id: 'plugin.feature-flags.service',
  pluginId: 'feature-flags',
});
