import { NotFoundError } from '@backstage/errors';
import type { FlagSet, Page } from '@causeway/plugin-feature-flags-common';
import type { Knex } from 'knex';
import { decodeCursor, encodeCursor } from '@causeway/backend-common';
import { applyListFilter } from '../ownership/applyListFilter';
import type { ListFilter } from '../ownership/FlagAuthorizer';

interface FlagSetRow {
  name: string;
  title: string | null;
  description: string | null;
  entity_ref: string;
  bucketing: 'v2';
  revision: string;
  created_at: Date;
  deleted_at: Date | null;
}

export class DatabaseFlagSetStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async list(options: {
    filter: ListFilter;
    entityRef?: string;
    limit: number;
    cursor?: string;
  }): Promise<Page<FlagSet>> {
    const { filter, entityRef, limit, cursor } = options;
    const query = this.#db<FlagSetRow>('flag_sets')
      .whereNull('deleted_at')
      .orderBy('name')
      .limit(limit + 1);
    applyListFilter(query, filter, 'entity_ref');
    if (entityRef !== undefined) {
      query.where({ entity_ref: entityRef });
    }
    if (cursor !== undefined) {
      query.where('name', '>', decodeCursor(cursor)[0]);
    }
    const rows: FlagSetRow[] = await query;
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(toFlagSet),
      ...(rows.length > limit && last
        ? { nextCursor: encodeCursor(last.name) }
        : {}),
    };
  }

  async get(name: string, transaction: Knex = this.#db): Promise<FlagSet> {
    const row = await transaction<FlagSetRow>('flag_sets')
      .where({ name })
      .whereNull('deleted_at')
      .first();
    if (!row) {
      throw new NotFoundError(`No flag set '${name}'`);
    }
    return toFlagSet(row);
  }

  /**
   * Makes the row at revision 0, or brings that of a deleted set back; the event of the creation takes it to the next.
   *
   * @returns whether it did; otherwise there is such a set
   */
  async insert(
    set: Pick<FlagSet, 'name' | 'title' | 'description' | 'entityRef'>,
    transaction: Knex,
  ): Promise<boolean> {
    const changeable = {
      title: set.title ?? null,
      description: set.description ?? null,
      entity_ref: set.entityRef,
    };
    const inserted = await transaction('flag_sets')
      .insert({ name: set.name, bucketing: 'v2', revision: 0, ...changeable })
      .onConflict('name')
      .ignore()
      .returning('name');
    if (inserted.length > 0) {
      return true;
    }
    const revived = await transaction('flag_sets')
      .where({ name: set.name })
      .whereNotNull('deleted_at')
      .update({ ...changeable, deleted_at: null });
    return revived > 0;
  }

  async update(
    set: Pick<FlagSet, 'name' | 'title' | 'description' | 'entityRef'>,
    transaction: Knex,
  ): Promise<void> {
    await transaction('flag_sets')
      .where({ name: set.name })
      .update({
        title: set.title ?? null,
        description: set.description ?? null,
        entity_ref: set.entityRef,
      });
  }

  async markDeleted(
    name: string,
    at: string,
    transaction: Knex,
  ): Promise<void> {
    await transaction('flag_sets').where({ name }).update({ deleted_at: at });
  }
}

function toFlagSet(row: FlagSetRow): FlagSet {
  return {
    name: row.name,
    title: row.title ?? undefined,
    description: row.description ?? undefined,
    entityRef: row.entity_ref,
    bucketing: row.bucketing,
    revision: Number(row.revision),
    createdAt: row.created_at.toISOString(),
  };
}
