import type { AuthService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { FactCollector } from '@causeway/plugin-scorecard-node';

/** Where the relations of an entity lead, and which of them lead nowhere. */
export function createRelationsCollector(options: {
  auth: AuthService;
  catalog: Pick<CatalogService, 'getEntitiesByRefs'>;
}): FactCollector {
  const { auth, catalog } = options;
  return {
    factRef: 'catalog:default/relations',
    description:
      'Relations by type, and those that lead to nothing in the catalog. `{targets: {<type>: [<ref>]}, dangling: [<ref>]}`',
    async collect(entities) {
      const targetRefs = [
        ...new Set(
          entities.flatMap(
            entity => entity.relations?.map(({ targetRef }) => targetRef) ?? [],
          ),
        ),
      ];
      const { items } = await catalog.getEntitiesByRefs(
        { entityRefs: targetRefs, fields: ['kind'] },
        { credentials: await auth.getOwnServiceCredentials() },
      );
      const missing = new Set(targetRefs.filter((_, index) => !items[index]));
      const collectedAt = new Date().toISOString();
      return new Map(
        entities.map(entity => {
          const targets: { [type: string]: string[] } = {};
          for (const { type, targetRef } of entity.relations ?? []) {
            (targets[type] ??= []).push(targetRef);
          }
          return [
            stringifyEntityRef(entity),
            {
              status: 'known',
              source: 'catalog',
              collectedAt,
              value: {
                targets,
                dangling: Object.values(targets)
                  .flat()
                  .filter(ref => missing.has(ref)),
              },
            },
          ];
        }),
      );
    },
  };
}
