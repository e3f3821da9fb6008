import type { AuthService } from '@backstage/backend-plugin-api';
import {
  RELATION_HAS_MEMBER,
  RELATION_OWNED_BY,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { FactCollector } from '@causeway/plugin-scorecard-node';

/** Whether an entity has an owner that can be asked: one that exists and has people. */
export function createOwnershipCollector(options: {
  auth: AuthService;
  catalog: Pick<CatalogService, 'getEntitiesByRefs'>;
}): FactCollector {
  const { auth, catalog } = options;
  return {
    factRef: 'catalog:default/ownership',
    description:
      'The owner: whether it exists, is a group and has members. `{owner, exists, isGroup, members}`',
    async collect(entities) {
      const ownerRefs = [...new Set(entities.flatMap(findOwners))];
      const { items } = await catalog.getEntitiesByRefs(
        {
          entityRefs: ownerRefs,
          fields: ['kind', 'relations'],
        },
        { credentials: await auth.getOwnServiceCredentials() },
      );
      const owners = new Map(
        ownerRefs.map((ref, index) => [ref, items[index]]),
      );
      const collectedAt = new Date().toISOString();
      return new Map(
        entities.map(entity => {
          const [ownerRef] = findOwners(entity);
          const owner =
            ownerRef === undefined ? undefined : owners.get(ownerRef);
          return [
            stringifyEntityRef(entity),
            {
              status: 'known',
              source: 'catalog',
              collectedAt,
              value: {
                owner: ownerRef,
                exists: owner !== undefined,
                isGroup: owner?.kind.toLocaleLowerCase('en-US') === 'group',
                members:
                  owner?.relations?.filter(
                    ({ type }) => type === RELATION_HAS_MEMBER,
                  ).length ?? 0,
              },
            },
          ];
        }),
      );
    },
  };
}

function findOwners(entity: Entity): string[] {
  return (entity.relations ?? [])
    .filter(({ type }) => type === RELATION_OWNED_BY)
    .map(({ targetRef }) => targetRef);
}
