import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import useAsync from 'react-use/esm/useAsync';

/** Entities offered as a filter; others can still be given in the URL. */
const refLimit = 200;

/** Refs of the catalog's entities of one kind, by name. */
export function useCatalogRefs(kind: string): string[] {
  const catalogApi = useApi(catalogApiRef);
  // Without the catalog the other filters still work.
  const { value = [] } = useAsync(async () => {
    const { items } = await catalogApi.queryEntities({
      filter: { kind },
      fields: ['kind', 'metadata.name', 'metadata.namespace'],
      orderFields: [{ field: 'metadata.name', order: 'asc' }],
      limit: refLimit,
    });
    return items.map(entity => stringifyEntityRef(entity));
  }, [catalogApi, kind]);
  return value;
}
