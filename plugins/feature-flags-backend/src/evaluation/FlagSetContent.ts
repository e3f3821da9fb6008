import type {
  FlagMetadata,
  FlagState,
  FlagValue,
  Prerequisite,
} from '@causeway/plugin-feature-flags-common';

/** What clients evaluate of a flag in one environment. */
export interface EnvironmentContent {
  state: FlagState;
  defaultVariant?: string;
  targeting?: unknown;
}

/** What clients evaluate of a flag; nothing of who owns it or changed it. */
export interface FlagContent {
  key: string;
  variants: { [name: string]: FlagValue };
  prerequisites: Prerequisite[];
  environments: { [environment: string]: EnvironmentContent };
  /** Sent to clients as it is. */
  metadata?: FlagMetadata;
}

interface SegmentContent {
  name: string;
  targeting: unknown;
}

/** A whole flag set at one revision. */
export interface FlagSetContent {
  name: string;
  entityRef: string;
  revision: number;
  flags: FlagContent[];
  segments: SegmentContent[];
}

/** What became different in a flag set since a revision. */
export interface FlagSetChange {
  name: string;
  entityRef: string;
  revision: number;
  /** The rest of the set is to be forgotten. */
  isComplete: boolean;
  flags: FlagContent[];
  removedFlags: string[];
  segments: SegmentContent[];
  removedSegments: string[];
}
