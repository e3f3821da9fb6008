import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { RefreshedRead } from './RefreshedRead';

/** Which groups are part of which, as the catalog has it. */
export class GroupTree {
  readonly #parents: RefreshedRead<Map<string, string[]>>;

  constructor(options: {
    auth: AuthService;
    catalog: Pick<CatalogService, 'getEntities'>;
    logger: LoggerService;
  }) {
    const { auth, catalog, logger } = options;
    this.#parents = new RefreshedRead({
      read: async () => {
        const { items } = await catalog.getEntities(
          {
            filter: { kind: 'Group' },
            fields: [
              'kind',
              'metadata.namespace',
              'metadata.name',
              'relations',
            ],
          },
          { credentials: await auth.getOwnServiceCredentials() },
        );
        return new Map(
          items.map(group => [
            stringifyEntityRef(group),
            (group.relations ?? [])
              .filter(({ type }) => type === 'childOf')
              .map(({ targetRef }) => targetRef),
          ]),
        );
      },
      initial: new Map(),
      isEmpty: parents => parents.size === 0,
      logger,
      failure:
        'The tree of groups could not be read, so roles of groups hold as last known',
    });
  }

  /** The given refs and all groups above them. */
  async addAncestors(refs: string[]): Promise<string[]> {
    const parents = await this.#parents.get();
    const found = new Set(refs);
    // A set is walked in the order of insertion, including what is added on the way.
    for (const ref of found) {
      for (const parent of parents.get(ref) ?? []) {
        found.add(parent);
      }
    }
    return [...found];
  }
}
