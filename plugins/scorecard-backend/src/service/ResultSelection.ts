import { InputError } from '@backstage/errors';
import type { Scorecard } from '@causeway/plugin-scorecard-common';
import type { ResultFilter } from '../results/ResultFilter';
import type { Hierarchy } from './CatalogHierarchy';

/** What lists and totals can be narrowed to. The empty text stands for entities without an owner, system or level. */
export interface ResultSelection {
  owner?: readonly string[];
  /** Whether what child groups own counts too. */
  nested?: boolean;
  system?: string;
  domain?: string;
  kind?: string;
  type?: string;
  tag?: string;
  level?: string;
  query?: string;
}

/** Turns what a caller asked for into a condition on rows. */
export function toResultFilter(
  selection: ResultSelection,
  options: {
    visible: ResultFilter['visible'];
    hierarchy: Hierarchy;
    /** The one that a level is of. */
    scorecard?: Scorecard;
  },
): ResultFilter {
  const { owner, nested, system, domain, kind, type, tag, level, query } =
    selection;
  const { hierarchy, scorecard } = options;
  return {
    visible: options.visible,
    owners: owner && nested ? hierarchy.withDescendants(owner) : owner,
    systems: toSystems({ system, domain }, hierarchy),
    kind,
    type,
    tag,
    level: level === undefined ? undefined : toRank(level, scorecard),
    query: query === '' ? undefined : query,
  };
}

function toSystems(
  { system, domain }: Pick<ResultSelection, 'system' | 'domain'>,
  hierarchy: Hierarchy,
): string[] | undefined {
  if (domain === undefined) {
    return system === undefined ? undefined : [system];
  }
  if (domain === '') {
    throw new InputError('Name a domain, for example domain:default/payments');
  }
  const systems = hierarchy.withDescendants([domain]);
  return system === undefined ? systems : systems.filter(ref => ref === system);
}

function toRank(level: string, scorecard: Scorecard | undefined): number {
  const rank =
    level === ''
      ? 0
      : 1 + (scorecard?.levels ?? []).findIndex(({ id }) => id === level);
  if (level !== '' && rank === 0) {
    throw new InputError(
      `The scorecard '${scorecard?.id}' has no level '${level}'`,
    );
  }
  return rank;
}
