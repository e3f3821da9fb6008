import type { FailReason } from '@causeway/plugin-scorecard-common';
import type { JsonValue } from '@backstage/types';

/** What is stored of one entity and one scorecard. */
export interface StoredResult {
  scorecardId: string;
  entityRef: string;
  scorecardVersion: string;
  contentHash: string;
  /** Letters of the states, in the order of that version's rules. */
  states: string;
  score?: number;
  /** 0 below the lowest, else the position of the level counted from 1. */
  level: number;
}

/** A result as it is written. */
export interface EntityResult extends StoredResult {
  title?: string;
  ownerRef?: string;
  systemRef?: string;
  kind: string;
  entityType?: string;
  tags: string[];
  /** By rule id; only rules that fail or are unknown. */
  findings: StoredFindings;
}

/** Why a rule is not fulfilled, as it is stored. */
export interface StoredFinding {
  state: 'fail' | 'unknown';
  /** One sentence. */
  message: string;
  reason?: FailReason;
  /** What was found, cut to a few hundred characters. */
  actual?: JsonValue;
  /** ISO date. */
  since: string;
  lastKnown?: { value: JsonValue; collectedAt: string };
}

export interface StoredFindings {
  [ruleId: string]: StoredFinding;
}

export interface StoredTransition {
  scorecardId: string;
  entityRef: string;
  ruleId: string;
  /** Letter; absent if the rule is new. */
  from?: string;
  to: string;
  cause: 'entity' | 'fact' | 'rule';
  /** The one that was applied. */
  scorecardVersion: string;
  /** What was found, for a rule that is now open. */
  actual?: JsonValue;
}

/** A rule or a source that did not work, named on the page and in the log. */
export type Fault =
  | { type: 'fact'; factRef: string; message: string; entities: number }
  | {
      type: 'rule';
      scorecardId: string;
      ruleId: string;
      message: string;
      entities: number;
    };

/** Key of a result within a page. */
export function resultKey(scorecardId: string, entityRef: string): string {
  return `${scorecardId}\n${entityRef}`;
}
