import type { AuthService } from '@backstage/backend-plugin-api';
import {
  RELATION_CHILD_OF,
  RELATION_PART_OF,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';

const lifetimeMs = 60_000;

/** How groups, systems and domains lie within each other. */
export interface Hierarchy {
  /** The refs themselves and everything below them. */
  withDescendants(refs: readonly string[]): string[];
  /** The ref itself and everything above it; groups may have several parents, and even lie in a circle. */
  withAncestors(ref: string): string[];
}

/** Reads the hierarchies of the catalog, which change seldom. */
export class CatalogHierarchy {
  readonly #auth: AuthService;
  readonly #catalog: Pick<CatalogService, 'streamEntities'>;
  #kept: { hierarchy: Promise<Hierarchy>; expiresAt: number } | undefined;

  constructor(options: {
    auth: AuthService;
    catalog: Pick<CatalogService, 'streamEntities'>;
  }) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
  }

  async get(): Promise<Hierarchy> {
    const now = Date.now();
    if (!this.#kept || this.#kept.expiresAt <= now) {
      const kept = { hierarchy: this.#read(), expiresAt: now + lifetimeMs };
      this.#kept = kept;
      kept.hierarchy.catch(() => {
        if (this.#kept === kept) {
          this.#kept = undefined;
        }
      });
    }
    return this.#kept.hierarchy;
  }

  async #read(): Promise<Hierarchy> {
    const parents = new Map<string, string[]>();
    const children = new Map<string, string[]>();
    const pages = this.#catalog.streamEntities(
      {
        filter: { kind: ['group', 'system', 'domain'] },
        fields: ['kind', 'metadata.name', 'metadata.namespace', 'relations'],
      },
      { credentials: await this.#auth.getOwnServiceCredentials() },
    );
    for await (const page of pages) {
      for (const entity of page) {
        const ref = stringifyEntityRef(entity);
        const above = (entity.relations ?? [])
          .filter(
            ({ type, targetRef }) =>
              type === RELATION_CHILD_OF ||
              (type === RELATION_PART_OF && targetRef.startsWith('domain:')),
          )
          .map(({ targetRef }) => targetRef);
        parents.set(ref, above);
        above.forEach(parent =>
          children.set(parent, [...(children.get(parent) ?? []), ref]),
        );
      }
    }
    return {
      withAncestors: ref => reach([ref], parents),
      withDescendants: refs => reach(refs, children),
    };
  }
}

function reach(
  start: readonly string[],
  next: ReadonlyMap<string, readonly string[]>,
): string[] {
  const reached = new Set(start);
  // A set may be added to while it is iterated over.
  for (const ref of reached) {
    next.get(ref)?.forEach(neighbour => reached.add(neighbour));
  }
  return [...reached];
}
