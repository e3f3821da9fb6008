/** The value of a variant, as flagd allows it. */
export type FlagValue = boolean | string | number | { [key: string]: unknown };

export type FlagType = 'boolean' | 'string' | 'number' | 'object';

/** Why a flag exists, which decides how long it may live. */
export type FlagKind =
  | 'release'
  | 'experiment'
  | 'operational'
  | 'kill-switch'
  | 'permission';

export const flagKinds = [
  'release',
  'experiment',
  'operational',
  'kill-switch',
  'permission',
] as const satisfies readonly FlagKind[];

/** The states of flagd: a disabled flag makes every client use its own default. */
export type FlagState = 'ENABLED' | 'DISABLED';

/** A rule in flagd's dialect of JsonLogic. */
export type Targeting = { [operator: string]: unknown };

/** What flagd calls metadata: small facts about a flag that clients may read. */
export type FlagMetadata = { [name: string]: string | number | boolean };

/** A place where flags have their own state and rules, as configured in `featureFlags.environments`. */
export interface Environment {
  name: string;
  title: string;
  /** Changes here are confirmed by name in the portal. */
  isProduction: boolean;
}

/** Flags that are evaluated and shipped together, owned by an entity of the catalog. */
export interface FlagSet {
  name: string;
  title?: string;
  description?: string;
  /** The entity whose owner owns these flags, for example `component:default/payment-service`. */
  entityRef: string;
  /** The hash that `fractional` rules use; it never changes for a set, because a change moves users. */
  bucketing: 'v2';
  /** Counts every change of the set, its flags and its segments. */
  revision: number;
  createdAt: string;
}

/** Another flag of the same set that has to serve one of some variants first. */
export interface Prerequisite {
  flagKey: string;
  variants: string[];
}

/** What a flag does in one environment. */
export interface FlagEnvironment {
  state: FlagState;
  /** Without one, clients use the default in their code when no rule matches. */
  defaultVariant?: string;
  targeting?: Targeting;
  updatedAt: string;
  /** Ref of the user or name of the service that made the last change. */
  updatedBy: string;
}

/** What is the same in all environments. */
export interface FlagDefinition {
  key: string;
  type: FlagType;
  kind: FlagKind;
  description?: string;
  tags: string[];
  /** The entity that the flag was made for; the one of its set unless said otherwise. */
  entityRef: string;
  variants: { [name: string]: FlagValue };
  prerequisites: Prerequisite[];
  metadata: FlagMetadata;
}

export interface Flag extends FlagDefinition {
  flagSet: string;
  environments: { [environment: string]: FlagEnvironment };
  /** Sent back with a change, so that two people do not overwrite each other. */
  revision: number;
  createdAt: string;
  createdBy: string;
  updatedAt: string;
  updatedBy: string;
}

/** A rule that the flags of a set share; flagd's `$evaluators`. */
export interface Segment {
  flagSet: string;
  name: string;
  description?: string;
  targeting: Targeting;
  revision: number;
  updatedAt: string;
  updatedBy: string;
}

/** A rule of a flag that refers to a segment. */
export interface SegmentUse {
  flagKey: string;
  environment: string;
}

/** A segment with the rules that refer to it. */
export interface UsedSegment extends Segment {
  uses: SegmentUse[];
}

/** What a client sends to evaluate one flag set in one environment. The key itself is shown once and stored as a hash. */
export interface EnvironmentKey {
  id: string;
  flagSet: string;
  environment: string;
  name: string;
  /** The first characters of the key, to recognise it by. */
  prefix: string;
  createdAt: string;
  createdBy: string;
  /** To the minute. */
  lastUsedAt?: string;
  /** Set while a rotated key is still accepted. */
  expiresAt?: string;
}

/** What a change was made to. */
export type ChangeSubject = 'flag-set' | 'flag' | 'segment' | 'environment-key';

export type ChangeAction =
  | 'create'
  | 'update'
  | 'toggle'
  | 'delete'
  | 'restore'
  | 'import'
  | 'rotate';

/** One row of the history. Each row carries the hash of the one before it, so that a removed or edited row shows. */
export interface ChangeEvent {
  id: number;
  flagSet: string;
  subject: ChangeSubject;
  /** Key of the flag, name of the segment or id of the environment key. */
  subjectKey: string;
  /** The environment, where the change concerns only one. */
  environment?: string;
  action: ChangeAction;
  actor: string;
  reason?: string;
  before?: unknown;
  after?: unknown;
  /** Revision of the flag set after the change. */
  revision: number;
  previousHash: string;
  hash: string;
  createdAt: string;
}

/** Why a flag, segment or rule is refused, and where in what was sent the fault is. */
export interface Problem {
  /** A JSON pointer; empty for the whole. */
  pointer: string;
  /** A sentence to show to a person. */
  message: string;
}

/** What importing a flagd file did; names of segments stand as `$evaluators/<name>`. */
export interface ImportResult {
  created: string[];
  updated: string[];
  unchanged: string[];
  refused: Array<Problem & { key: string }>;
}

/** What importing a flagd file would do. */
export interface ImportPreview extends ImportResult {
  /** What was created or updated, before and after; an object each, or nothing before it was made. */
  changes: Array<{ key: string; before?: unknown; after: unknown }>;
  /** Of the flag set. Sent with the import, it refuses to apply to anything else than what was previewed. */
  revision: number;
}

/** A list with a cursor to what follows, or none at its end. */
export interface Page<T> {
  items: T[];
  nextCursor?: string;
}
