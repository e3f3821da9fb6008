import {
  isInForce,
  type EntityScore,
  type EntityScorecard,
  type Rule,
  type RuleOutcome,
  type RuleState,
  type Scorecard,
} from '@causeway/plugin-scorecard-common';
import { parseEntityRef } from '@backstage/catalog-model';
import type { StoredFinding } from '../engine/results';
import { toState } from '../engine/states';
import type { ListedEntity } from '../results/EntityListReadModel';
import type { DetailedResult } from '../results/EntityReadModel';
import type { VersionedScorecard } from './ScorecardService';

/** One rule for one entity, as the API tells it. */
function toOutcome(options: {
  rule: Rule;
  state: RuleState;
  finding?: StoredFinding;
  /** When the state last changed. */
  changedAt?: string;
  now: number;
}): RuleOutcome {
  const { rule, state, finding, changedAt, now } = options;
  return {
    ruleId: rule.id,
    state,
    message: finding?.message,
    reason: finding?.reason,
    actual: finding?.actual,
    since: finding?.since ?? changedAt,
    lastKnown: finding?.lastKnown,
    isInForce: isInForce(rule.enableOn, now),
  };
}

/** All rules of a scorecard for one entity; those that its version does not have are left out. */
export function toEntityScorecard(
  result: DetailedResult,
  { scorecard, versions }: VersionedScorecard,
  options: { entityRef: string; now: number },
): EntityScorecard {
  const { entityRef, now } = options;
  const rules = new Map(scorecard.rules.map(rule => [rule.id, rule]));
  const order =
    versions.find(({ version }) => version === result.scorecardVersion)
      ?.rules ?? [];
  return {
    scorecardId: result.scorecardId,
    scorecardVersion: result.scorecardVersion,
    entityRef,
    title: toTitle(entityRef, result.title),
    ownerRef: result.ownerRef,
    systemRef: result.systemRef,
    score: result.score,
    level: toLevelId(scorecard, result.level),
    levels: scorecard.levels,
    outcomes: order.flatMap(({ id }, index) => {
      const rule = rules.get(id);
      return rule
        ? toOutcome({
            rule,
            state: toState(result.states[index]),
            finding: result.findings[id],
            changedAt: result.changedAt.get(id),
            now,
          })
        : [];
    }),
    evaluatedAt: result.evaluatedAt,
  };
}

/** An entity in a list, as the API tells it. */
export function toEntityScore(
  item: ListedEntity,
  scorecard: Scorecard,
): EntityScore {
  return {
    entityRef: item.entityRef,
    title: toTitle(item.entityRef, item.title),
    kind: item.kind,
    type: item.type,
    tags: item.tags,
    ownerRef: item.ownerRef,
    systemRef: item.systemRef,
    score: item.score,
    level: toLevelId(scorecard, item.level),
    evaluatedAt: item.evaluatedAt,
  };
}

/** Undefined below the lowest level. */
export function toLevelId(
  scorecard: Scorecard,
  level: number,
): string | undefined {
  return scorecard.levels[level - 1]?.id;
}

/** Entities without a title are known by their name. */
export function toTitle(entityRef: string, title: string | undefined): string {
  return title ?? parseEntityRef(entityRef).name;
}
