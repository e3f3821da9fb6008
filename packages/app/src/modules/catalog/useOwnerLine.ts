import type { CatalogApi } from '@backstage/catalog-client';
import {
  RELATION_CHILD_OF,
  RELATION_OWNED_BY,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  catalogApiRef,
  getEntityRelations,
} from '@backstage/plugin-catalog-react';
import useAsync from 'react-use/esm/useAsync';

/** A group tree deeper than this is a mistake, or a cycle. */
const maxDepth = 5;

const fields = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.title',
  'spec.profile.displayName',
  'relations',
];

/** The owner of an entity, and the groups above it from the nearest up. */
export function useOwnerLine(entity: Entity) {
  const catalog = useApi(catalogApiRef);
  const owner = getEntityRelations(entity, RELATION_OWNED_BY).at(0);
  const ownerRef = owner && stringifyEntityRef(owner);

  const { value, loading, error } = useAsync(
    async () => (ownerRef ? loadOwnerLine(catalog, ownerRef) : undefined),
    [catalog, ownerRef],
  );

  return {
    ownerRef,
    ancestors: value?.ancestors ?? [],
    isUnknown: value?.isUnknown ?? false,
    loading,
    error,
  };
}

async function loadOwnerLine(catalog: CatalogApi, ownerRef: string) {
  const ancestors: Entity[] = [];
  let group = await loadEntity(catalog, ownerRef);
  const isUnknown = !group;

  while (group && ancestors.length < maxDepth) {
    const parent = getEntityRelations(group, RELATION_CHILD_OF).at(0);
    group = parent && (await loadEntity(catalog, stringifyEntityRef(parent)));
    if (group) {
      ancestors.push(group);
    }
  }
  return { ancestors, isUnknown };
}

async function loadEntity(catalog: CatalogApi, entityRef: string) {
  const { items } = await catalog.getEntitiesByRefs({
    entityRefs: [entityRef],
    fields,
  });
  return items.at(0);
}
