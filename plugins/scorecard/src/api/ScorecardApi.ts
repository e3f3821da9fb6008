import { createApiRef } from '@backstage/frontend-plugin-api';
import type {
  EntityScore,
  EntityScorecard,
  HeatMap,
  Movers,
  Page,
  RuleCounts,
  RuleExplanation,
  RuleFailure,
  RuleState,
  ScorecardProblems,
  ScorecardSummary,
  Transition,
  TrendPoint,
} from '@causeway/plugin-scorecard-common';

/** What roll-ups are made for. */
export type GroupBy = 'owner' | 'system' | 'domain' | 'tag' | 'kind';

/** Entities that a list or total is narrowed to. The empty text stands for those without an owner, system or level. */
export interface ResultSelection {
  owner?: string[];
  /** Whether what child groups own counts too. */
  nested?: boolean;
  system?: string;
  domain?: string;
  kind?: string;
  type?: string;
  tag?: string;
  level?: string;
  /** Words in the name of the entity. */
  query?: string;
}

export interface PageOptions {
  limit?: number;
  cursor?: string;
}

export interface RuleName {
  scorecardId: string;
  ruleId: string;
}

export type ExportFormat = 'csv' | 'json' | 'ndjson';

export interface ExportOptions extends ResultSelection {
  format: ExportFormat;
  /** One rule's outcome instead of a column for each rule. */
  ruleId?: string;
  states?: RuleState[];
}

/** Scorecards, and how the entities that the user may see do by them. */
export interface ScorecardApi {
  listScorecards(): Promise<ScorecardSummary[]>;
  getScorecard(scorecardId: string): Promise<ScorecardSummary>;
  /** What does not work: rules left out, collectors that failed, and the last run. */
  listProblems(): Promise<ScorecardProblems>;

  listEntityScorecards(entityRef: string): Promise<EntityScorecard[]>;
  /** Changes of an entity's rules, newest first. */
  listTransitions(
    entityRef: string,
    options?: PageOptions & { scorecardId?: string },
  ): Promise<Page<Transition>>;
  explainRule(entityRef: string, rule: RuleName): Promise<RuleExplanation>;
  /** Has an entity evaluated next, which takes a moment. */
  refreshEntity(entityRef: string): Promise<void>;

  getHeatMap(
    options: ResultSelection & PageOptions & { by: GroupBy },
  ): Promise<HeatMap>;
  listScoredEntities(
    scorecardId: string,
    options?: ResultSelection & PageOptions,
  ): Promise<Page<EntityScore>>;
  countRuleStates(
    scorecardId: string,
    selection?: ResultSelection,
  ): Promise<RuleCounts[]>;
  listEntitiesByRule(
    rule: RuleName,
    options?: ResultSelection & PageOptions & { states?: RuleState[] },
  ): Promise<Page<RuleFailure>>;
  getTrend(
    scorecardId: string,
    options?: Pick<
      ResultSelection,
      'owner' | 'nested' | 'system' | 'domain'
    > & { days?: number },
  ): Promise<TrendPoint[]>;
  getMovers(
    scorecardId: string,
    options?: ResultSelection & { days?: number },
  ): Promise<Movers>;
  exportResults(scorecardId: string, options: ExportOptions): Promise<Blob>;
}

export const scorecardApiRef = createApiRef<ScorecardApi>().with({
  id: 'plugin.scorecard.service',
  pluginId: 'scorecard',
});
