import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import type { LocationSpec } from '@backstage/plugin-catalog-common';
import type {
  CatalogProcessor,
  CatalogProcessorCache,
  CatalogProcessorEmit,
} from '@backstage/plugin-catalog-node';
import type { EntityLevels } from '@causeway/plugin-scorecard-common';
import { setLevelLabels } from './levelLabels';
import type { ScorecardLevels } from './ScorecardLevels';

const cacheKey = 'levels';

/**
 * Labels entities with the levels that they reached, so that the catalog can be filtered by them.
 *
 * @remarks
 * A level never has an entity processed: the label follows when its turn comes, or else
 * an edit of one rule would process the whole catalog. An entity is stitched anew only
 * if a level of it differs. Where levels are not known, those of the last time stay: a
 * restart would otherwise take every label off and put it on again.
 */
export class LevelProcessor implements CatalogProcessor {
  readonly #levels: Pick<ScorecardLevels, 'get'>;

  constructor(options: { levels: Pick<ScorecardLevels, 'get'> }) {
    this.#levels = options.levels;
  }

  getProcessorName(): string {
    return 'ScorecardLevelProcessor';
  }

  async postProcessEntity(
    entity: Entity,
    _location: LocationSpec,
    _emit: CatalogProcessorEmit,
    cache: CatalogProcessorCache,
  ): Promise<Entity> {
    const levels =
      this.#levels.get(stringifyEntityRef(entity)) ??
      (await cache.get<EntityLevels['levels']>(cacheKey)) ??
      {};
    await cache.set(cacheKey, levels);
    return setLevelLabels(entity, levels);
  }
}
