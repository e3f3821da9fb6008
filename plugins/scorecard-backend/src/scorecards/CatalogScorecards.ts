import type { AuthService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { stringify } from 'yaml';
import type { ScorecardSource } from './ScorecardSource';

/** Scorecards that are entities of the catalog. */
export class CatalogScorecards {
  readonly #auth: AuthService;
  readonly #catalog: Pick<CatalogService, 'getEntities'>;

  constructor(options: {
    auth: AuthService;
    catalog: Pick<CatalogService, 'getEntities'>;
  }) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
  }

  /** @throws if the catalog cannot be read now */
  async list(): Promise<ScorecardSource[]> {
    const { items } = await this.#catalog.getEntities(
      { filter: { kind: 'Scorecard' } },
      { credentials: await this.#auth.getOwnServiceCredentials() },
    );
    return items
      .map(entity => ({
        name: stringifyEntityRef(entity),
        read: async () =>
          stringify({
            id: entity.metadata.name,
            title: entity.metadata.title ?? entity.metadata.name,
            ...(entity.metadata.description && {
              description: entity.metadata.description,
            }),
            ...entity.spec,
          }),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}
