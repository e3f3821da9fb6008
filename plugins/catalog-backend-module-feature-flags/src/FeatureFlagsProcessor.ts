import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import type {
  CatalogProcessor,
  CatalogProcessorCache,
  CatalogProcessorEmit,
} from '@backstage/plugin-catalog-node';
import { hasFeatureFlagsAnnotation } from '@causeway/plugin-feature-flags-common';
import type { FlaggedEntities } from './FlaggedEntities';

const cacheKey = 'has-feature-flags';

/**
 * Adds the annotation to entities that have flags, and takes it off all others.
 *
 * @remarks
 * The value says whether and not how many: an entity is stitched anew only when its
 * first flag comes or its last one goes. Where the flags cannot be asked, the last
 * answer for the entity stays, or else a restart would take all marks off.
 */
export class FeatureFlagsProcessor implements CatalogProcessor {
  readonly #entities: FlaggedEntities;

  constructor(entities: FlaggedEntities) {
    this.#entities = entities;
  }

  getProcessorName(): string {
    return 'FeatureFlagsProcessor';
  }

  async preProcessEntity(
    entity: Entity,
    _location: unknown,
    _emit: CatalogProcessorEmit,
    _originLocation: unknown,
    cache: CatalogProcessorCache,
  ): Promise<Entity> {
    const hasFlags =
      (await this.#entities.has(stringifyEntityRef(entity))) ??
      (await cache.get<boolean>(cacheKey)) ??
      false;
    await cache.set(cacheKey, hasFlags);

    const { [hasFeatureFlagsAnnotation]: _, ...annotations } =
      entity.metadata.annotations ?? {};
    if (hasFlags) {
      annotations[hasFeatureFlagsAnnotation] = 'true';
    }
    return { ...entity, metadata: { ...entity.metadata, annotations } };
  }
}
