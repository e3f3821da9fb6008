import type { ScorecardVersion } from '../scorecards/compileScorecard';
import type { SqlPart } from './ResultFilter';

/** Where the state of a rule stands within `states`, for each version that results bear. */
export interface RulePosition {
  ruleId: string;
  /** Counted from 1. */
  positions: { version: string; position: number }[];
}

/** Finds a rule in the versions of its scorecard. */
export function findRule(
  ruleId: string,
  versions: readonly ScorecardVersion[],
): RulePosition {
  return {
    ruleId,
    positions: versions
      .map(({ version, rules }) => ({
        version,
        position: 1 + rules.findIndex(({ id }) => id === ruleId),
      }))
      .filter(({ position }) => position > 0),
  };
}

/** The letter of the rule's state in a row of `entity_results` named `r`; null if its version does not have the rule. */
export function toLetterSql({ positions }: RulePosition): SqlPart {
  if (positions.length === 0) {
    return { sql: 'null::text', bindings: [] };
  }
  return {
    sql: `substr(r.states, case r.scorecard_version ${positions
      .map(() => 'when ? then ?::int')
      .join(' ')} end, 1)`,
    bindings: positions.flatMap(({ version, position }) => [version, position]),
  };
}
