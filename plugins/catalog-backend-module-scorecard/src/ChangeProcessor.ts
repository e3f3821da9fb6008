import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import type {
  CatalogProcessor,
  CatalogProcessorCache,
  CatalogProcessorEmit,
} from '@backstage/plugin-catalog-node';
import type { LocationSpec } from '@backstage/plugin-catalog-common';
import { createHash } from 'node:crypto';
import type { ChangePublisher } from './ChangePublisher';
import { setLevelLabels } from './levelLabels';

const cacheKey = 'hash';

/**
 * Tells of entities that differ from when they were processed before.
 *
 * @remarks
 * The catalog has no event for it, and processes every entity again and again.
 */
export class ChangeProcessor implements CatalogProcessor {
  readonly #changes: Pick<ChangePublisher, 'add'>;

  constructor(options: { changes: Pick<ChangePublisher, 'add'> }) {
    this.#changes = options.changes;
  }

  getProcessorName(): string {
    return 'ScorecardChangeProcessor';
  }

  async postProcessEntity(
    entity: Entity,
    _location: LocationSpec,
    _emit: CatalogProcessorEmit,
    cache: CatalogProcessorCache,
  ): Promise<Entity> {
    const hash = createHash('sha1')
      // A level comes from an evaluation; it must not be the reason for the next.
      .update(JSON.stringify(setLevelLabels(entity, {})))
      .digest('base64');
    if ((await cache.get(cacheKey)) !== hash) {
      await cache.set(cacheKey, hash);
      this.#changes.add(stringifyEntityRef(entity));
    }
    return entity;
  }
}
