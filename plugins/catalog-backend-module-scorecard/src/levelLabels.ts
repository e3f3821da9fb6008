import type { Entity } from '@backstage/catalog-model';
import {
  levelLabelPrefix,
  type EntityLevels,
} from '@causeway/plugin-scorecard-common';

/** The entity with labels for these levels, and for no others: a file cannot claim one. */
export function setLevelLabels(
  entity: Entity,
  levels: EntityLevels['levels'],
): Entity {
  const others = Object.entries(entity.metadata.labels ?? {}).filter(
    ([label]) => !label.startsWith(levelLabelPrefix),
  );
  const own = Object.entries(levels).map(([scorecardId, level]) => [
    `${levelLabelPrefix}${scorecardId}`,
    level,
  ]);
  const { labels: _, ...metadata } = entity.metadata;
  return others.length + own.length === 0
    ? { ...entity, metadata }
    : {
        ...entity,
        metadata: {
          ...metadata,
          labels: Object.fromEntries([...others, ...own]),
        },
      };
}
