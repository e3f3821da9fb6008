import type { JsonValue } from '@backstage/types';
import type { RuleState } from './evaluation/RuleResult';
import type { FailReason } from './rules/operators';
import type { Comparison, RuleProblem } from './rules/Rule';
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
  /** The version of the scorecard that was applied; unknown for what is older than this field. */
  scorecardVersion?: string;
  /** What was found, for a rule that came to fail. */
  actual?: JsonValue;
  at: string;
}

/** A day of a scorecard's history. */
export interface TrendPoint {
  day: string;
  entities: number;
  score?: number;
  levels: { [level: string]: number };
}

/** Part of a list, and where the next part begins. */
export interface Page<T> {
  items: T[];
  nextCursor?: string;
}

/** How one entity does, without its rules. */
export interface EntityScore {
  entityRef: string;
  title: string;
  kind: string;
  type?: string;
  tags: string[];
  ownerRef?: string;
  systemRef?: string;
  score?: number;
  level?: string;
  evaluatedAt: string;
}

/** Roll-ups of several scorecards side by side. */
export interface HeatMap {
  /** Ids, in the order of the columns. */
  scorecards: string[];
  items: HeatMapRow[];
  nextCursor?: string;
}

export interface HeatMapRow {
  key: string;
  /** By id of the scorecard; absent if it scores none of the group's entities. */
  cells: { [scorecardId: string]: Rollup };
}

/** What changed most, told apart by whether entities changed or rules did. */
export interface Movers {
  entitiesImproved: EntityMove[];
  entitiesWorsened: EntityMove[];
  rulesChanged: RuleMove[];
}

/** An entity of which rules have another state because it, or a fact about it, changed. */
export interface EntityMove {
  entityRef: string;
  title: string;
  ownerRef?: string;
  score?: number;
  level?: string;
  /** Rules that failed or were unknown before, and do not any more. */
  improved: number;
  /** Rules that fail or are unknown now, and were not before. */
  worsened: number;
}

/** A rule that was edited or added, and what that alone did. */
export interface RuleMove {
  ruleId: string;
  improved: number;
  worsened: number;
  changedAt: string;
}

/** Whether an entity is good enough, for a pipeline to go on. */
export interface GateResult {
  passes: boolean;
  score?: number;
  level?: string;
  /** What is missing for it. */
  missing: RuleOutcome[];
}

/** Why a rule has its state for an entity. */
export interface RuleExplanation {
  scorecardId: string;
  ruleId: string;
  entityRef: string;
  /** As stored. */
  outcome: RuleOutcome;
  evaluatedAt: string;
  /** Whether the rule's filter matches the entity, and its `when` holds. */
  isApplicable: boolean;
  /**
   * The rule over the facts as they are now. If it is not for the entity, the `when` that says so;
   * absent if the filter does.
   */
  steps?: ExplanationStep;
  /** What the rule reads, and from where. */
  facts: ExplainedFact[];
}

/** A part of a rule, what it came to and why. */
export interface ExplanationStep {
  type: 'all' | 'any' | 'not' | 'comparison';
  state: RuleState;
  /** One sentence, for a comparison. */
  message?: string;
  comparison?: Comparison;
  actual?: JsonValue;
  steps?: ExplanationStep[];
}

export interface ExplainedFact {
  factRef: string;
  status: 'known' | 'unknown';
  /** The collector, who pushed it, or the catalog. */
  source?: string;
  /** When the value came up; a confirmation does not change it. */
  collectedAt?: string;
  expiresAt?: string;
  /** Why it is unknown. */
  message?: string;
}

/** What a rule file would do if it were in force. */
export interface DryRun {
  scorecardId?: string;
  /** Whether there is no scorecard of that id yet. */
  isNew: boolean;
  /** Entities that were compared. */
  entities: number;
  /** Entities of which something would change. */
  changed: number;
  rules: { ruleId: string; newlyPassing: number; newlyFailing: number }[];
  /** The first of them that would fail more, then those that would fail less. */
  items: DryRunChange[];
  /** Rules that would be left out. */
  problems: RuleProblem[];
}

export interface DryRunChange {
  entityRef: string;
  newlyFailing: { ruleId: string; message?: string }[];
  newlyPassing: string[];
  level?: { from?: string; to?: string };
}

/** What does not work: sources of scorecards, rules, and sources of facts. */
export interface ScorecardProblems {
  sources: {
    source: string;
    scorecardId?: string;
    problems: RuleProblem[];
  }[];
  faults: ScorecardFault[];
  /** The last run over the whole catalog that came to its end. */
  lastRun?: {
    startedAt: string;
    finishedAt?: string;
    entities: number;
    written: number;
  };
}

/** A rule or a source of facts that failed in the last run. */
export type ScorecardFault =
  | { type: 'fact'; factRef: string; message: string; entities: number }
  | {
      type: 'rule';
      scorecardId: string;
      ruleId: string;
      message: string;
      entities: number;
    };
