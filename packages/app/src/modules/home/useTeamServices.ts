import { parseEntityRef } from '@backstage/catalog-model';
import { identityApiRef, useApi } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';

const pageSize = 8;

/** The first services of the user's groups, by name, and how many there are. */
export function useTeamServices() {
  const identity = useApi(identityApiRef);
  const catalog = useApi(catalogApiRef);

  return useAsyncRetry(async () => {
    const { ownershipEntityRefs } = await identity.getBackstageIdentity();
    const teamRefs = ownershipEntityRefs.filter(
      ref => parseEntityRef(ref).kind.toLowerCase() === 'group',
    );
    if (teamRefs.length === 0) {
      return { hasTeam: false, services: [], total: 0 };
    }

    const { items, totalItems } = await catalog.queryEntities({
      filter: { kind: 'component', 'relations.ownedBy': teamRefs },
      fields: [
        'kind',
        'metadata.name',
        'metadata.namespace',
        'metadata.title',
        'metadata.description',
        'metadata.annotations',
        'metadata.links',
        'spec.type',
        'spec.lifecycle',
        'relations',
      ],
      orderFields: { field: 'metadata.name', order: 'asc' },
      limit: pageSize,
    });
    return { hasTeam: true, services: items, total: totalItems };
  }, [identity, catalog]);
}
