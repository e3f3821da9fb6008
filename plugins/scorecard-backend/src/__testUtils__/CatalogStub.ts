import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { CatalogService } from '@backstage/plugin-catalog-node';

/** A catalog in memory that can change, and serves pages as the real one does. */
export class CatalogStub {
  readonly #entities = new Map<string, Entity>();
  readonly #hidden = new Set<string>();

  constructor(entities: readonly Entity[] = []) {
    entities.forEach(entity => this.put(entity));
  }

  put(entity: Entity): void {
    this.#entities.set(stringifyEntityRef(entity), entity);
  }

  delete(entityRef: string): void {
    this.#entities.delete(entityRef);
  }

  /** Leaves an entity out of pages, as a catalog that changes meanwhile may. */
  hideFromPages(entityRef: string): void {
    this.#hidden.add(entityRef);
  }

  get(entityRef: string): Entity | undefined {
    return this.#entities.get(entityRef);
  }

  get entityRefs(): string[] {
    return [...this.#entities.keys()];
  }

  toService(): CatalogService {
    return catalogServiceMock.mock({
      queryEntities: async request => {
        const cursor =
          request && 'cursor' in request ? Number(request.cursor) : 0;
        const all = [...this.#entities]
          .filter(([ref]) => !this.#hidden.has(ref))
          .map(([, entity]) => entity);
        const end = cursor + (request?.limit ?? all.length);
        return {
          items: all.slice(cursor, end),
          totalItems: all.length,
          pageInfo: end < all.length ? { nextCursor: String(end) } : {},
        };
      },
      getEntitiesByRefs: async ({ entityRefs }) => ({
        items: entityRefs.map(ref => this.#entities.get(ref)),
      }),
      getEntities: async () => ({ items: [] }),
    });
  }
}
