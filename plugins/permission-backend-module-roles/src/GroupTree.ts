import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { toError } from '@backstage/errors';

const maxAgeMs = 60_000;

/** Which groups are part of which, as the catalog has it. */
export class GroupTree {
  readonly #auth: AuthService;
  readonly #catalog: Pick<CatalogService, 'getEntities'>;
  readonly #logger: LoggerService;
  #parents: Promise<Map<string, string[]>> | undefined;
  #readAt = 0;

  constructor(options: {
    auth: AuthService;
    catalog: Pick<CatalogService, 'getEntities'>;
    logger: LoggerService;
  }) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
    this.#logger = options.logger;
  }

  /** The given refs and all groups above them. */
  async addAncestors(refs: string[]): Promise<string[]> {
    const parents = await this.#getParents();
    const found = new Set(refs);
    // A set is walked in the order of insertion, including what is added on the way.
    for (const ref of found) {
      for (const parent of parents.get(ref) ?? []) {
        found.add(parent);
      }
    }
    return [...found];
  }

  async #getParents(): Promise<Map<string, string[]>> {
    const last = this.#parents;
    if (!last || Date.now() - this.#readAt > maxAgeMs) {
      this.#readAt = Date.now();
      this.#parents = this.#read().catch(error => {
        this.#logger.warn(
          'The tree of groups could not be read, so roles of groups hold as last known',
          toError(error),
        );
        // Asked again with the next request.
        this.#readAt = 0;
        return last ?? new Map();
      });
    }
    return this.#parents ?? new Map();
  }

  async #read(): Promise<Map<string, string[]>> {
    const { items } = await this.#catalog.getEntities(
      {
        filter: { kind: 'Group' },
        fields: ['kind', 'metadata.namespace', 'metadata.name', 'relations'],
      },
      { credentials: await this.#auth.getOwnServiceCredentials() },
    );
    return new Map(
      items.map(group => [
        stringifyEntityRef(group),
        (group.relations ?? [])
          .filter(({ type }) => type === 'childOf')
          .map(({ targetRef }) => targetRef),
      ]),
    );
  }
}
