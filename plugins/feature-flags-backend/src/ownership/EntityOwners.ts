import type { AuthService } from '@backstage/backend-plugin-api';
import {
  parseEntityRef,
  RELATION_OWNED_BY,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Knex } from 'knex';

interface EntityOwnersRow {
  entity_ref: string;
  owner_refs: string[];
  refreshed_at: Date;
}

const batchSize = 200;

/**
 * Who owns the entities that flags were made for.
 *
 * @remarks
 * One flag is judged by what the catalog says at that moment. Lists are filtered in
 * the database, by a copy that every change and a scheduled task bring up to date.
 */
export class EntityOwners {
  readonly #db: Knex;
  readonly #catalog: CatalogService;
  readonly #auth: AuthService;

  constructor(options: {
    db: Knex;
    catalog: CatalogService;
    auth: AuthService;
  }) {
    this.#db = options.db;
    this.#catalog = options.catalog;
    this.#auth = options.auth;
  }

  /** Owners by entity ref, from the catalog; an entity that it does not have is absent. */
  async resolve(entityRefs: Iterable<string>): Promise<Map<string, string[]>> {
    const refs = [...new Set(entityRefs)];
    const owners = new Map<string, string[]>();
    const credentials = await this.#auth.getOwnServiceCredentials();
    for (let start = 0; start < refs.length; start += batchSize) {
      const batch = refs.slice(start, start + batchSize);
      const { items } = await this.#catalog.getEntitiesByRefs(
        {
          entityRefs: batch,
          fields: ['kind', 'metadata.namespace', 'metadata.name', 'relations'],
        },
        { credentials },
      );
      for (const [index, entity] of items.entries()) {
        if (entity) {
          owners.set(batch[index], toOwnerRefs(entity));
        }
      }
    }
    return owners;
  }

  /** Like {@link EntityOwners.resolve}, for one entity that a person has named and that therefore has to exist. */
  async resolveExisting(entityRef: string): Promise<string[]> {
    const owners = (await this.resolve([entityRef])).get(entityRef);
    if (!owners) {
      throw new InputError(`The catalog has no entity '${entityRef}'`);
    }
    return owners;
  }

  /** Brings the copy up to date for some entities, or for all that flags and flag sets name. */
  async refresh(entityRefs?: string[]): Promise<void> {
    const refs = entityRefs ?? (await this.#listReferred());
    const owners = await this.resolve(refs);
    const rows = refs.map(ref => ({
      entity_ref: ref,
      owner_refs: owners.get(ref) ?? [],
      refreshed_at: new Date(),
    }));
    for (let start = 0; start < rows.length; start += batchSize) {
      await this.#db<EntityOwnersRow>('entity_owners')
        .insert(rows.slice(start, start + batchSize))
        .onConflict('entity_ref')
        .merge();
    }
    if (!entityRefs) {
      await this.#db<EntityOwnersRow>('entity_owners')
        .whereNotIn('entity_ref', this.#referred())
        .delete();
    }
  }

  async #listReferred(): Promise<string[]> {
    const rows = await this.#referred();
    return rows.map(row => row.entity_ref);
  }

  #referred() {
    type Row = Pick<EntityOwnersRow, 'entity_ref'>;
    return this.#db<Row>('flag_sets')
      .whereNull('deleted_at')
      .select('entity_ref')
      .union(
        this.#db<Row>('flags').whereNull('deleted_at').select('entity_ref'),
      );
  }
}

/**
 * Spells a ref in the one way in which it is stored and compared.
 *
 * @throws InputError if it is none
 */
export function normalizeEntityRef(ref: string): string {
  try {
    return stringifyEntityRef(
      parseEntityRef(ref, {
        defaultKind: 'component',
        defaultNamespace: 'default',
      }),
    );
  } catch {
    throw new InputError(
      `'${ref}' is not the ref of an entity, such as 'component:default/payment-service'`,
    );
  }
}

function toOwnerRefs(entity: Entity): string[] {
  return (entity.relations ?? [])
    .filter(({ type }) => type === RELATION_OWNED_BY)
    .map(({ targetRef }) => targetRef);
}
