import { computeScore, type Score } from '../scorecards/computeScore';
import type { Scorecard } from '../scorecards/Scorecard';
import { compileFilter } from './compileFilter';
import { compileRule } from './compileRule';
import type { Subject } from './Fact';
import type { RuleResult } from './RuleResult';

/** A scorecard that is ready to run. */
export interface CompiledScorecard {
  scorecard: Scorecard;
  /** Facts that its rules read, the descriptor aside. */
  factRefs: string[];
  /**
   * Scores one entity; undefined if the scorecard is not for it.
   *
   * @param now - milliseconds since the epoch
   */
  evaluate(subject: Subject, now: number): ScorecardResult | undefined;
}

/** What a scorecard says of one entity. */
export interface ScorecardResult {
  /** In the order of the scorecard's rules. */
  results: RuleResult[];
  score: Score;
}

/** Compiles a scorecard once for many entities. */
export function compileScorecard(scorecard: Scorecard): CompiledScorecard {
  const isApplicable = compileFilter(scorecard.filter);
  const rules = scorecard.rules.map(compileRule);
  return {
    scorecard,
    factRefs: [...new Set(rules.flatMap(({ factRefs }) => factRefs))],
    evaluate(subject, now) {
      if (!isApplicable(subject.entity)) {
        return undefined;
      }
      const results = rules.map(rule => rule.evaluate(subject, now));
      const states = results.map(({ state }) => state);
      return { results, score: computeScore(scorecard, states, now) };
    },
  };
}
