import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  limitedToAnnotation,
  type Limit,
  type Limits,
} from './condition/Limit';
import { RefreshedRead } from './RefreshedRead';

/** For which groups entities of the catalog are meant, where they are not for everybody. */
export class LimitedEntities {
  readonly #limits: RefreshedRead<Limits>;

  constructor(options: {
    auth: AuthService;
    catalog: Pick<CatalogService, 'getEntities'>;
    logger: LoggerService;
  }) {
    const { auth, catalog, logger } = options;
    this.#limits = new RefreshedRead<Limits>({
      read: async () => {
        const { items } = await catalog.getEntities(
          {
            filter: {
              [`metadata.annotations.${limitedToAnnotation}`]:
                CATALOG_FILTER_EXISTS,
            },
            fields: ['metadata.annotations'],
          },
          { credentials: await auth.getOwnServiceCredentials() },
        );
        const values = new Set(
          items.flatMap(
            ({ metadata }) => metadata.annotations?.[limitedToAnnotation] ?? [],
          ),
        );
        return [...values].map(
          (value): Limit => ({ value, refs: parseRefs(value) }),
        );
      },
      initial: 'unknown',
      isEmpty: limits => limits.length === 0,
      logger,
      failure:
        'Which templates are limited to groups could not be read, so limits hold as last known',
    });
  }

  async list(): Promise<Limits> {
    return this.#limits.get();
  }
}

/** A mistake in one of the refs opens the entity to nobody by it. */
function parseRefs(value: string): string[] {
  return value.split(',').flatMap(text => {
    try {
      return stringifyEntityRef(
        parseEntityRef(text.trim(), {
          defaultKind: 'group',
          defaultNamespace: 'default',
        }),
      );
    } catch {
      return [];
    }
  });
}
