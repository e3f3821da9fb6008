import { compileScorecard } from '../evaluation/compileScorecard';
import { describeResult } from '../evaluation/describeResult';
import type { Scorecard } from '../scorecards/Scorecard';
import type { RuleTest, RuleTestDifference, RuleTestResult } from './RuleTest';

/** A score as people write it has few digits: 0.67 stands for two thirds. */
const scoreTolerance = 0.005;

/**
 * Compares a scorecard with golden cases.
 *
 * @param options.now - milliseconds since the epoch, for cases that do not state a time
 */
export function runRuleTests(options: {
  scorecard: Scorecard;
  tests: RuleTest[];
  now: number;
}): RuleTestResult[] {
  const { scorecard, tests } = options;
  const compiled = compileScorecard(scorecard);
  return tests.map(test => {
    const { states, level, score } = test.expected;
    const outcome = compiled.evaluate(test, test.now ?? options.now);
    const differences: RuleTestDifference[] = [];

    for (const [ruleId, expected] of states) {
      const index = scorecard.rules.findIndex(({ id }) => id === ruleId);
      if (index === -1) {
        differences.push({
          subject: ruleId,
          expected,
          actual: 'not a rule of the scorecard',
        });
      } else {
        // An entity outside of the scorecard has no results at all.
        const result = outcome?.results[index];
        const actual = result?.state ?? 'not-applicable';
        if (actual !== expected) {
          differences.push({
            subject: ruleId,
            expected,
            actual,
            message: result
              ? describeResult(result)
              : 'The scorecard is not for this entity.',
          });
        }
      }
    }

    const actualLevel = outcome?.score.level ?? 'none';
    if (level !== undefined && level !== actualLevel) {
      differences.push({
        subject: 'level',
        expected: level,
        actual: actualLevel,
      });
    }
    const actualScore = outcome?.score.value;
    if (
      score !== undefined &&
      (actualScore === undefined ||
        Math.abs(score - actualScore) > scoreTolerance)
    ) {
      differences.push({
        subject: 'score',
        expected: String(score),
        actual: actualScore === undefined ? 'none' : actualScore.toFixed(3),
      });
    }
    return { test, differences };
  });
}
