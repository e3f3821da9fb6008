import { parseEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { searchApiRef } from '@backstage/plugin-search-react';
import useAsync from 'react-use/esm/useAsync';

export interface RunbookPage {
  readonly title: string;
  readonly url: string;
}

const maxPages = 3;
const queryLimit = 25;

/**
 * Pages of an entity's documentation that lie in a folder for runbooks.
 *
 * @remarks
 * Many services document what to do in an incident without linking it from
 * their descriptor. An `undefined` ref asks nothing.
 */
export function useRunbookPages(entityRef: string | undefined): {
  pages: RunbookPage[];
  loading: boolean;
} {
  const search = useApi(searchApiRef);
  const { value, loading } = useAsync(async () => {
    if (!entityRef) {
      return [];
    }
    const { kind, namespace, name } = parseEntityRef(entityRef);
    const { results } = await search.query({
      term: 'runbook',
      types: ['techdocs'],
      filters: { kind: kind.toLowerCase(), namespace, name },
      pageLimit: queryLimit,
    });
    return results
      .map(({ document }) => ({
        title: document.title,
        url: document.location,
      }))
      .filter(({ url }) => /\/runbooks?\/[^#]*$/.test(url))
      .sort((a, b) => Number(isForIncidents(b)) - Number(isForIncidents(a)))
      .slice(0, maxPages);
  }, [search, entityRef]);

  // Without the search backend there is no page to point at, as without docs.
  return { pages: value ?? [], loading };
}

/** What one needs first when a service is down. */
function isForIncidents({ url }: RunbookPage): boolean {
  return /incident|outage/i.test(url);
}
