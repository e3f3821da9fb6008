import type {
  EntityScorecard,
  Rule,
  RuleOutcome,
  Scorecard,
  ScorecardLevel,
} from '@causeway/plugin-scorecard-common';

interface OpenRule {
  rule: Rule;
  outcome: RuleOutcome;
}

/** What an entity should do next, and what it gets for it. */
export interface NextStep extends OpenRule {
  /** The level that needs the rule; absent where only the score does. */
  level?: ScorecardLevel;
  /** How many rules are open in that level, or in all. */
  open: number;
}

/** Rules in force that an entity does not fulfil, or of which that is not known; the heaviest first. */
function findOpenRules(
  scorecard: Scorecard,
  { outcomes }: Pick<EntityScorecard, 'outcomes'>,
): OpenRule[] {
  const outcomeByRule = new Map(outcomes.map(item => [item.ruleId, item]));
  return scorecard.rules
    .flatMap(rule => {
      const outcome = outcomeByRule.get(rule.id);
      return outcome &&
        outcome.isInForce &&
        (outcome.state === 'fail' || outcome.state === 'unknown')
        ? [{ rule, outcome }]
        : [];
    })
    .sort((a, b) => b.rule.weight - a.rule.weight);
}

/**
 * Names the heaviest open rule of the lowest level that has one.
 *
 * @remarks
 * A rule of a higher level is worth nothing until those below it are done. Rules without
 * a level come last: they only add to the score.
 */
export function findNextStep(
  scorecard: Scorecard,
  result: Pick<EntityScorecard, 'outcomes'>,
): NextStep | undefined {
  const open = findOpenRules(scorecard, result);
  for (const level of scorecard.levels) {
    const ofLevel = open.filter(({ rule }) => rule.level === level.id);
    if (ofLevel.length > 0) {
      return { ...ofLevel[0], level, open: ofLevel.length };
    }
  }
  return open.length > 0 ? { ...open[0], open: open.length } : undefined;
}
