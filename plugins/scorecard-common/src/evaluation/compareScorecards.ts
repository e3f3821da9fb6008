import { stringifyEntityRef } from '@backstage/catalog-model';
import type { Scorecard } from '../scorecards/Scorecard';
import { compileScorecard, type ScorecardResult } from './compileScorecard';
import { describeResult } from './describeResult';
import type { Subject } from './Fact';
import type { RuleState } from './RuleResult';

/** What another version of a scorecard changes for one entity. */
export interface ScorecardChange {
  entityRef: string;
  /** Rules whose state differs, in the order of the later version; then those that it no longer has. */
  rules: RuleChange[];
  /** Absent if the level stays. */
  level?: { from?: string; to?: string; direction: 'up' | 'down' | 'other' };
  /** Absent if the score stays. */
  score?: { from?: number; to?: number };
}

/** A rule whose state differs between two versions. */
export interface RuleChange {
  ruleId: string;
  /** Absent if the earlier version does not have the rule, or is not for the entity. */
  from?: RuleState;
  to?: RuleState;
  /** One sentence; absent for a pass. */
  message?: string;
}

/** Two versions of a scorecard, ready to be compared over many entities. */
export interface ScorecardComparison {
  /** Facts that either version reads, the descriptor aside. */
  factRefs: string[];
  /**
   * Compares them for one entity; undefined if nothing changes.
   *
   * @param now - milliseconds since the epoch
   */
  compare(subject: Subject, now: number): ScorecardChange | undefined;
}

/** Compares two versions of a scorecard; `before` is absent for a new one, `after` for one that goes. */
export function compareScorecards(options: {
  before?: Scorecard;
  after?: Scorecard;
}): ScorecardComparison {
  const before = options.before && compileScorecard(options.before);
  const after = options.after && compileScorecard(options.after);
  const ruleIds = [
    ...new Set(
      [after, before].flatMap(
        version => version?.scorecard.rules.map(({ id }) => id) ?? [],
      ),
    ),
  ];
  const indexBefore = ruleIds.map(id => indexOfRule(options.before, id));
  const indexAfter = ruleIds.map(id => indexOfRule(options.after, id));

  return {
    factRefs: [
      ...new Set([...(before?.factRefs ?? []), ...(after?.factRefs ?? [])]),
    ],
    compare(subject, now) {
      const earlier = before?.evaluate(subject, now);
      const later = after?.evaluate(subject, now);
      const rules: RuleChange[] = [];
      ruleIds.forEach((ruleId, index) => {
        const from = earlier?.results[indexBefore[index]];
        const to = later?.results[indexAfter[index]];
        if (from?.state !== to?.state) {
          rules.push({
            ruleId,
            from: from?.state,
            to: to?.state,
            ...(to && to.state !== 'pass' && { message: describeResult(to) }),
          });
        }
      });
      const level = compareLevels(options, earlier, later);
      const score =
        earlier?.score.value === later?.score.value
          ? undefined
          : { from: earlier?.score.value, to: later?.score.value };
      return rules.length === 0 && !level && !score
        ? undefined
        : {
            entityRef: stringifyEntityRef(subject.entity),
            rules,
            level,
            score,
          };
    },
  };
}

function indexOfRule(scorecard: Scorecard | undefined, id: string): number {
  return scorecard?.rules.findIndex(rule => rule.id === id) ?? -1;
}

/** Levels go by their place in the later version; one that it does not have is neither up nor down. */
function compareLevels(
  options: { before?: Scorecard; after?: Scorecard },
  earlier: ScorecardResult | undefined,
  later: ScorecardResult | undefined,
): ScorecardChange['level'] {
  const from = earlier?.score.level;
  const to = later?.score.level;
  if (from === to) {
    return undefined;
  }
  const rank = (level: string | undefined) =>
    level === undefined
      ? -1
      : options.after?.levels.findIndex(({ id }) => id === level) ?? -1;
  if (!later || (from !== undefined && rank(from) === -1)) {
    return { from, to, direction: 'other' };
  }
  return { from, to, direction: rank(to) > rank(from) ? 'up' : 'down' };
}
