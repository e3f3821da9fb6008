import {
  flagKinds,
  type FlagKind,
  type FlagState,
} from '@causeway/plugin-feature-flags-common';
import { useSearchParams } from 'react-router-dom';
import type { ListFlagsOptions } from '../../api';

const filterNames = [
  'query',
  'ownerRef',
  'kind',
  'environment',
  'state',
  'tag',
  'entityRef',
  'flagSet',
] as const satisfies readonly (keyof ListFlagsOptions)[];

export type FlagFilterName = (typeof filterNames)[number];

const states: readonly FlagState[] = ['ENABLED', 'DISABLED'];

/** The filters of the list, which live in the URL so that a list can be linked to. */
export function useFlagFilters() {
  const [parameters, setParameters] = useSearchParams();
  const read = (name: FlagFilterName | 'cursor') =>
    parameters.get(name) || undefined;

  const filters: ListFlagsOptions = {
    query: read('query'),
    ownerRef: read('ownerRef'),
    // A link with a kind or state that does not exist shows everything.
    kind: flagKinds.find((kind: FlagKind) => kind === read('kind')),
    environment: read('environment'),
    state: states.find(state => state === read('state')),
    tag: read('tag'),
    entityRef: read('entityRef'),
    flagSet: read('flagSet'),
    cursor: read('cursor'),
  };

  return {
    filters,
    hasFilters: filterNames.some(name => filters[name] !== undefined),
    setFilter: (name: FlagFilterName, value: string) =>
      setParameters(
        previous => {
          const next = new URLSearchParams(previous);
          next.delete('cursor');
          if (value) {
            next.set(name, value);
          } else {
            next.delete(name);
          }
          return next;
        },
        { replace: true },
      ),
    clearFilters: () => setParameters({}, { replace: true }),
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
