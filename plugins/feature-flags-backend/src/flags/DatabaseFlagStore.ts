import type {
  Environment,
  Flag,
  Page,
} from '@causeway/plugin-feature-flags-common';
import type { Knex } from 'knex';
import type { FlagSurroundings } from '../admission/admitFlag';
import { encodeCursor } from '@causeway/backend-common';
import { createFlagListQuery } from './createFlagListQuery';
import type { ListFlagsOptions } from './createFlagListQuery';
import { toFlag } from './flagRows';
import type { FlagEnvironmentRow, FlagRow } from './flagRows';

export class DatabaseFlagStore {
  readonly #db: Knex;
  readonly #environments: Environment[];

  constructor(options: { db: Knex; environments: Environment[] }) {
    this.#db = options.db;
    this.#environments = options.environments;
  }

  async list(options: ListFlagsOptions): Promise<Page<Flag>> {
    const { limit } = options;
    const rows: FlagRow[] = await createFlagListQuery(this.#db, options);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: await this.#withEnvironments(page, this.#db),
      ...(rows.length > limit && last
        ? { nextCursor: encodeCursor(last.flag_set, last.key) }
        : {}),
    };
  }

  async get(
    flagSet: string,
    key: string,
    transaction: Knex = this.#db,
  ): Promise<Flag | undefined> {
    const rows = await transaction<FlagRow>('flags')
      .where({ flag_set: flagSet, key })
      .whereNull('deleted_at');
    return (await this.#withEnvironments(rows, transaction))[0];
  }

  /** All flags of a set, by key. */
  async listAll(
    flagSet: string,
    transaction: Knex = this.#db,
  ): Promise<Flag[]> {
    const rows = await transaction<FlagRow>('flags')
      .where({ flag_set: flagSet })
      .whereNull('deleted_at')
      .orderByRaw('key COLLATE "C"');
    return this.#withEnvironments(rows, transaction);
  }

  /** The revision that the deletion of a flag had, if there was such a flag: the next one follows it. */
  async getDeletedRevision(
    flagSet: string,
    key: string,
    transaction: Knex,
  ): Promise<number | undefined> {
    const row = await transaction<FlagRow>('flags')
      .where({ flag_set: flagSet, key })
      .whereNotNull('deleted_at')
      .first('revision');
    return row && Number(row.revision);
  }

  /** Makes or replaces a flag, with what it does in every environment. */
  async save(
    flag: Flag,
    setRevision: number,
    transaction: Knex,
  ): Promise<void> {
    await transaction('flags')
      .insert({
        flag_set: flag.flagSet,
        key: flag.key,
        type: flag.type,
        kind: flag.kind,
        description: flag.description ?? null,
        tags: flag.tags,
        entity_ref: flag.entityRef,
        variants: JSON.stringify(flag.variants),
        prerequisites: JSON.stringify(flag.prerequisites),
        metadata: JSON.stringify(flag.metadata),
        revision: flag.revision,
        set_revision: setRevision,
        created_at: flag.createdAt,
        created_by: flag.createdBy,
        updated_at: flag.updatedAt,
        updated_by: flag.updatedBy,
        deleted_at: null,
      })
      .onConflict(['flag_set', 'key'])
      .merge();
    const rows = Object.entries(flag.environments).map(
      ([environment, settings]) => ({
        flag_set: flag.flagSet,
        flag_key: flag.key,
        environment,
        state: settings.state,
        default_variant: settings.defaultVariant ?? null,
        targeting: settings.targeting
          ? JSON.stringify(settings.targeting)
          : null,
        updated_at: settings.updatedAt,
        updated_by: settings.updatedBy,
      }),
    );
    await transaction('flag_environments')
      .insert(rows)
      .onConflict(['flag_set', 'flag_key', 'environment'])
      .merge();
  }

  async markDeleted(
    flag: Flag,
    options: { at: string; actor: string; setRevision: number },
    transaction: Knex,
  ): Promise<void> {
    await transaction('flags')
      .where({ flag_set: flag.flagSet, key: flag.key })
      .update({
        revision: flag.revision + 1,
        set_revision: options.setRevision,
        updated_at: options.at,
        updated_by: options.actor,
        deleted_at: options.at,
      });
  }

  /** What the rules of one set may refer to, for admission. */
  async getSurroundings(
    flagSet: string,
    transaction: Knex,
  ): Promise<FlagSurroundings> {
    const segments: string[] = await transaction('segments')
      .where({ flag_set: flagSet })
      .whereNull('deleted_at')
      .pluck('name');
    // Only flags with prerequisites, and those they name, take part in a cycle.
    const dependants = await transaction<FlagRow>('flags')
      .where({ flag_set: flagSet })
      .whereNull('deleted_at')
      .whereRaw("prerequisites::text <> '[]'")
      .select('key', 'prerequisites');
    return {
      segments: new Set(segments),
      prerequisites: new Map(
        dependants.map(({ key, prerequisites }) => [key, prerequisites]),
      ),
    };
  }

  /** The names of the variants of some flags; a flag that does not exist is absent. */
  async getVariantNames(
    flagSet: string,
    keys: string[],
    transaction: Knex,
  ): Promise<Map<string, string[]>> {
    const rows = await transaction<FlagRow>('flags')
      .where({ flag_set: flagSet })
      .whereIn('key', keys)
      .whereNull('deleted_at')
      .select('key', 'variants');
    return new Map(
      rows.map(({ key, variants }) => [key, Object.keys(variants)]),
    );
  }

  async count(flagSet: string, transaction: Knex): Promise<number> {
    const row = await transaction('flags')
      .where({ flag_set: flagSet })
      .whereNull('deleted_at')
      .count({ count: '*' })
      .first();
    return Number(row?.count ?? 0);
  }

  async #withEnvironments(rows: FlagRow[], transaction: Knex): Promise<Flag[]> {
    const settings = new Map<string, FlagEnvironmentRow[]>();
    for (const flagSet of new Set(rows.map(row => row.flag_set))) {
      const keys = rows
        .filter(row => row.flag_set === flagSet)
        .map(row => row.key);
      const found = await transaction<FlagEnvironmentRow>('flag_environments')
        .where({ flag_set: flagSet })
        .whereRaw('flag_key = ANY(?::text[])', [keys]);
      for (const row of found) {
        const id = toId(row.flag_set, row.flag_key);
        settings.set(id, [...(settings.get(id) ?? []), row]);
      }
    }
    return rows.map(row =>
      toFlag(
        row,
        settings.get(toId(row.flag_set, row.key)) ?? [],
        this.#environments,
      ),
    );
  }
}

function toId(flagSet: string, key: string): string {
  return JSON.stringify([flagSet, key]);
}
