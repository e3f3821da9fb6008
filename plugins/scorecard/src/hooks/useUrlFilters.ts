import type { RuleState } from '@causeway/plugin-scorecard-common';
import { useSearchParams } from 'react-router-dom';
import type { GroupBy, ResultSelection } from '../api';

const groupings: readonly GroupBy[] = [
  'owner',
  'system',
  'domain',
  'tag',
  'kind',
];

export const ruleStates: readonly RuleState[] = [
  'fail',
  'unknown',
  'pass',
  'exempt',
  'not-applicable',
];

const selectionNames = [
  'owner',
  'nested',
  'system',
  'domain',
  'kind',
  'type',
  'tag',
  'level',
  'query',
] as const satisfies readonly (keyof ResultSelection)[];

export type SelectionName = (typeof selectionNames)[number];

/** Names of parameters that say what is shown of the selection. */
type ViewName = 'by' | 'scorecard' | 'state' | 'days' | 'view' | 'history';

/** What a page shows and of which entities; it lives in the URL so that it can be linked to. */
export function useUrlFilters() {
  const [parameters, setParameters] = useSearchParams();
  const read = (name: string) => parameters.get(name) ?? undefined;
  const owners = parameters.getAll('owner');
  const days = Number(read('days'));

  const selection: ResultSelection = {
    owner: owners.length > 0 ? owners : undefined,
    nested: read('nested') === 'true' ? true : undefined,
    system: read('system'),
    // Only systems and levels have an empty value to ask for.
    domain: read('domain') || undefined,
    kind: read('kind') || undefined,
    type: read('type') || undefined,
    tag: read('tag') || undefined,
    level: read('level'),
    query: read('query') || undefined,
  };

  return {
    selection,
    // A link with a grouping, state or number of days that does not exist shows the default.
    by: groupings.find(by => by === read('by')) ?? 'owner',
    scorecardId: read('scorecard') || undefined,
    states: ruleStates.filter(state =>
      parameters.getAll('state').includes(state),
    ),
    days: Number.isInteger(days) && days > 0 && days <= 800 ? days : undefined,
    isHistory: read('view') === 'history',
    /** The scorecard that the history is narrowed to. */
    historyOf: read('history') || undefined,
    cursor: read('cursor') || undefined,
    hasSelection: selectionNames.some(name => selection[name] !== undefined),
    /** Takes the value out of the URL if it is undefined. */
    setFilter: (
      name: SelectionName | ViewName,
      value: string | readonly string[] | undefined,
    ) =>
      setParameters(
        previous => {
          const next = new URLSearchParams(previous);
          next.delete('cursor');
          next.delete(name);
          for (const item of [value ?? []].flat()) {
            next.append(name, item);
          }
          return next;
        },
        { replace: true },
      ),
    clearSelection: () =>
      setParameters(
        previous => {
          const next = new URLSearchParams(previous);
          for (const name of [...selectionNames, 'cursor']) {
            next.delete(name);
          }
          return next;
        },
        { replace: true },
      ),
    /** A page of its own in the browser's history, so that Back goes to the page before. */
    setCursor: (cursor: string | undefined) =>
      setParameters(previous => {
        const next = new URLSearchParams(previous);
        if (cursor) {
          next.set('cursor', cursor);
        } else {
          next.delete('cursor');
        }
        return next;
      }),
  };
}

export type UrlFilters = ReturnType<typeof useUrlFilters>;

/** The part of a link's query that keeps a selection. */
export function toSelectionQuery(
  selection: ResultSelection & { states?: readonly RuleState[] },
): string {
  const { states, ...rest } = selection;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...rest, state: states })) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined) {
        query.append(name, String(item));
      }
    }
  }
  return query.size > 0 ? `?${query}` : '';
}
