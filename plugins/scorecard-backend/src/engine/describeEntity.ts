import {
  RELATION_OWNED_BY,
  RELATION_PART_OF,
  type Entity,
} from '@backstage/catalog-model';
import type { EntityResult } from './results';

/** What roll-ups and lists tell entities apart by. */
export function describeEntity(
  entity: Entity,
): Pick<
  EntityResult,
  'title' | 'ownerRef' | 'systemRef' | 'kind' | 'entityType' | 'tags'
> {
  const type = entity.spec?.type;
  return {
    title: entity.metadata.title,
    ownerRef: findTarget(entity, RELATION_OWNED_BY),
    systemRef: findTarget(entity, RELATION_PART_OF, 'system:'),
    kind: entity.kind.toLocaleLowerCase('en-US'),
    entityType: typeof type === 'string' ? type : undefined,
    tags: entity.metadata.tags ?? [],
  };
}

function findTarget(
  entity: Entity,
  type: string,
  prefix = '',
): string | undefined {
  return entity.relations?.find(
    relation => relation.type === type && relation.targetRef.startsWith(prefix),
  )?.targetRef;
}
