import { DateTime } from 'luxon';
import type { RuleState } from '../evaluation/RuleResult';
import type { Scorecard } from './Scorecard';

/** How far an entity is with a scorecard. */
export interface Score {
  /** Share of the weight that passes, from 0 to 1; undefined if no rule applies. */
  value?: number;
  /** Id of the highest level reached; undefined below the lowest. */
  level?: string;
  counts: { [state in RuleState]: number };
}

/**
 * Scores the results of one entity.
 *
 * @remarks
 * Score = Σ weight of what passes / Σ weight of what applies. What is not applicable
 * or exempt leaves both sums; what is unknown stays in the lower one, so it never
 * counts as a pass. A rule that is not in force yet is in neither.
 *
 * @param states - results in the order of the scorecard's rules
 * @param now - milliseconds since the epoch, for rules with `enableOn`
 */
export function computeScore(
  scorecard: Scorecard,
  states: readonly RuleState[],
  now: number,
): Score {
  const counts = {
    pass: 0,
    fail: 0,
    'not-applicable': 0,
    exempt: 0,
    unknown: 0,
  };
  const openLevels = new Set<string>();
  let applicable = 0;
  let passing = 0;

  scorecard.rules.forEach((rule, index) => {
    const state = states[index];
    counts[state] += 1;
    if (!isInForce(rule.enableOn, now)) {
      return;
    }
    if (state === 'pass') {
      passing += rule.weight;
      applicable += rule.weight;
    } else if (state === 'fail' || state === 'unknown') {
      applicable += rule.weight;
      if (rule.level !== undefined) {
        openLevels.add(rule.level);
      }
    }
  });

  const firstOpen = scorecard.levels.findIndex(({ id }) => openLevels.has(id));
  const reached =
    firstOpen === -1 ? scorecard.levels.length - 1 : firstOpen - 1;
  return {
    value: applicable === 0 ? undefined : passing / applicable,
    level: applicable === 0 ? undefined : scorecard.levels[reached]?.id,
    counts,
  };
}

/** Whether a rule counts already. */
export function isInForce(enableOn: string | undefined, now: number): boolean {
  return (
    enableOn === undefined ||
    DateTime.fromISO(enableOn, { zone: 'utc' }).toMillis() <= now
  );
}
