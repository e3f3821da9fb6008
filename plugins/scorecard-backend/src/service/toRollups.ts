import type {
  Rollup,
  Scorecard,
  TrendPoint,
} from '@causeway/plugin-scorecard-common';
import type { RollupPart, TrendPart } from '../results/OverviewReadModel';
import { toLevelId } from './toOutcome';

type Totals = Pick<RollupPart, 'level' | 'entities' | 'scored' | 'scoreSum'>;

/** Adds up parts by key, in the order of the keys; a part may count for several. */
export function toRollups(
  parts: readonly RollupPart[],
  options: { scorecard: Scorecard; toKeys: (key: string) => string[] },
): Rollup[] {
  const groups = new Map<string, RollupPart[]>();
  for (const part of parts) {
    for (const key of options.toKeys(part.key)) {
      const group = groups.get(key);
      if (group) {
        group.push(part);
      } else {
        groups.set(key, [part]);
      }
    }
  }
  return [...groups]
    .map(([key, group]) => ({ key, ...addUp(group, options.scorecard) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Adds up the totals of each day, oldest first. */
export function toTrend(
  parts: readonly TrendPart[],
  scorecard: Scorecard,
): TrendPoint[] {
  const days = new Map<string, TrendPart[]>();
  for (const part of parts) {
    days.set(part.day, [...(days.get(part.day) ?? []), part]);
  }
  return [...days].map(([day, group]) => ({ day, ...addUp(group, scorecard) }));
}

function addUp(
  parts: readonly Totals[],
  scorecard: Scorecard,
): Omit<Rollup, 'key'> {
  const levels: Rollup['levels'] = {};
  let entities = 0;
  let scored = 0;
  let scoreSum = 0;
  for (const part of parts) {
    const level = toLevelId(scorecard, part.level) ?? '';
    levels[level] = (levels[level] ?? 0) + part.entities;
    entities += part.entities;
    scored += part.scored;
    scoreSum += part.scoreSum;
  }
  return {
    entities,
    score: scored === 0 ? undefined : scoreSum / scored,
    levels,
  };
}
