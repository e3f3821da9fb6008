import type { JsonValue } from '@backstage/types';
import type { RuleState } from './evaluation/RuleResult';
import type { FailReason } from './rules/operators';
import type { RuleProblem } from './rules/Rule';
import type { Scorecard } from './scorecards/Scorecard';

/** A scorecard as the portal shows it. */
export interface ScorecardSummary {
  scorecard: Scorecard;
  /** Hash of the definition; every result names the one that it was made with. */
  version: string;
  /** Rules that were left out, and why. */
  problems: RuleProblem[];
  source: string;
  changedAt: string;
}

/** One rule for one entity. */
export interface RuleOutcome {
  ruleId: string;
  state: RuleState;
  /** One sentence; absent for a pass. */
  message?: string;
  reason?: FailReason;
  /** What was found, cut to a few hundred characters. */
  actual?: JsonValue;
  /** Since when the rule has this state. */
  since?: string;
  /** For what is unknown: the value known before, and from when. */
  lastKnown?: { value: JsonValue; collectedAt: string };
  isInForce: boolean;
}

/** All rules of a scorecard for one entity. */
export interface EntityScorecard {
  scorecardId: string;
  scorecardVersion: string;
  entityRef: string;
  title: string;
  ownerRef?: string;
  systemRef?: string;
  score?: number;
  level?: string;
  levels: { id: string; title: string }[];
  outcomes: RuleOutcome[];
  evaluatedAt: string;
}

/** How a group of entities does: a team, a system, a tag or all. */
export interface Rollup {
  /** Ref of the group, system or domain, the tag, or empty for entities without one. */
  key: string;
  entities: number;
  /** Mean of the scores, 0 to 1; absent if none has one. */
  score?: number;
  /** Entities at each level; those below the lowest under the empty name. */
  levels: { [level: string]: number };
}

/** How many entities have which state for a rule. */
export interface RuleCounts {
  ruleId: string;
  counts: { [state in RuleState]: number };
}

/** An entity in a list of those that fail a rule. */
export interface RuleFailure {
  entityRef: string;
  title: string;
  ownerRef?: string;
  systemRef?: string;
  state: RuleState;
  message?: string;
  actual?: JsonValue;
  since?: string;
}

/** A change of one rule's state for one entity. */
export interface Transition {
  id: number;
  scorecardId: string;
  entityRef: string;
  ruleId: string;
  from?: RuleState;
  to: RuleState;
  /** What changed: the entity, a fact about it, or the rule. */
  cause: 'entity' | 'fact' | 'rule';
  at: string;
}

/** A day of a scorecard's history. */
export interface TrendPoint {
  day: string;
  entities: number;
  score?: number;
  levels: { [level: string]: number };
}
