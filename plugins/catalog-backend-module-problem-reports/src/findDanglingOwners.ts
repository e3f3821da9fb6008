import { AuthService } from '@backstage/backend-plugin-api';
import {
  ANNOTATION_LOCATION,
  Entity,
  parseEntityRef,
  RELATION_OWNED_BY,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { CatalogProblem } from './ProblemReporter';

const batchSize = 100;

/** Finds the entities whose owner is not in the catalog. */
export async function findDanglingOwners(options: {
  auth: AuthService;
  catalog: CatalogService;
}): Promise<CatalogProblem[]> {
  const { auth, catalog } = options;
  const credentials = await auth.getOwnServiceCredentials();
  const problems: CatalogProblem[] = [];
  const pages = catalog.streamEntities(
    {
      fields: ['kind', 'metadata', 'relations'],
      pageSize: batchSize,
    },
    { credentials },
  );
  for await (const entities of pages) {
    const ownerRefs = [...new Set(entities.flatMap(listOwners))];
    const { items } = await catalog.getEntitiesByRefs(
      { entityRefs: ownerRefs, fields: ['kind'] },
      { credentials },
    );
    const missing = new Set(ownerRefs.filter((_, index) => !items[index]));
    for (const entity of entities) {
      for (const ownerRef of listOwners(entity)) {
        if (missing.has(ownerRef)) {
          problems.push(describeDanglingOwner(entity, ownerRef));
        }
      }
    }
  }
  return problems;
}

function listOwners(entity: Entity): string[] {
  return (entity.relations ?? [])
    .filter(({ type }) => type === RELATION_OWNED_BY)
    .map(({ targetRef }) => targetRef);
}

function describeDanglingOwner(
  entity: Entity,
  ownerRef: string,
): CatalogProblem {
  const ref = stringifyEntityRef(entity);
  const location = entity.metadata.annotations?.[ANNOTATION_LOCATION];
  const file = location?.replace(/^(url|file):/, '') ?? 'its catalog file';
  return {
    title: `${ref} has an owner that does not exist`,
    description: `${ref} names the owner ${ownerRef}, which is not in the catalog. Correct spec.owner in ${file}, or add the ${
      parseEntityRef(ownerRef).kind
    }.`,
    link: toPath(ref),
  };
}

/** The page of an entity. */
export function toPath(entityRef: string): string {
  const { namespace, kind, name } = parseEntityRef(entityRef);
  return `/catalog/${namespace}/${kind}/${name}`;
}
