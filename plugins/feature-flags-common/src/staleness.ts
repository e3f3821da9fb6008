import type { Flag, FlagKind } from './types';

const dayInMilliseconds = 24 * 60 * 60 * 1000;

/**
 * How many days a flag of each kind is expected to live; undefined for those
 * that are meant to stay.
 *
 * @remarks
 * The figures are those that Unleash uses for its kinds.
 */
export const expectedLifetimeInDays: {
  readonly [K in FlagKind]: number | undefined;
} = {
  release: 40,
  experiment: 40,
  operational: 7,
  'kill-switch': undefined,
  permission: undefined,
};

/** When and by whom a flag or its state in any environment was changed last. */
export function getLastChange(
  flag: Pick<Flag, 'updatedAt' | 'updatedBy' | 'environments'>,
): { at: string; by: string } {
  return Object.values(flag.environments)
    .map(({ updatedAt, updatedBy }) => ({ at: updatedAt, by: updatedBy }))
    .reduce(
      (latest, change) =>
        Date.parse(change.at) > Date.parse(latest.at) ? change : latest,
      { at: flag.updatedAt, by: flag.updatedBy },
    );
}

/**
 * Tells whether a flag has outlived its kind: nobody has changed it, in any
 * environment, for longer than a flag of its kind is expected to live.
 */
export function isStale(
  flag: Pick<Flag, 'kind' | 'updatedAt' | 'updatedBy' | 'environments'>,
  now: Date,
): boolean {
  const days = expectedLifetimeInDays[flag.kind];
  if (days === undefined) {
    return false;
  }
  const age = now.getTime() - Date.parse(getLastChange(flag).at);
  return age > days * dayInMilliseconds;
}
