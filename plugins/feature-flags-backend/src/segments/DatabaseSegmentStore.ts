import type {
  Segment,
  SegmentUse,
  Targeting,
} from '@causeway/plugin-feature-flags-common';
import type { Knex } from 'knex';
import { applyListFilter } from '../ownership/applyListFilter';
import type { ListFilter } from '../ownership/FlagAuthorizer';

/** How many rules are named as uses of the segments of one set. */
const useLimit = 5_000;

interface SegmentRow {
  flag_set: string;
  name: string;
  description: string | null;
  targeting: Targeting;
  revision: string;
  set_revision: string;
  updated_at: Date;
  updated_by: string;
  deleted_at: Date | null;
}

export class DatabaseSegmentStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  /** All segments of a set, by name; their number is capped when they are written. */
  async listAll(
    flagSet: string,
    transaction: Knex = this.#db,
  ): Promise<Segment[]> {
    const rows = await transaction<SegmentRow>('segments')
      .where({ flag_set: flagSet })
      .whereNull('deleted_at')
      .orderByRaw('name COLLATE "C"');
    return rows.map(toSegment);
  }

  async get(
    flagSet: string,
    name: string,
    transaction: Knex = this.#db,
  ): Promise<Segment | undefined> {
    const row = await transaction<SegmentRow>('segments')
      .where({ flag_set: flagSet, name })
      .whereNull('deleted_at')
      .first();
    return row && toSegment(row);
  }

  async getDeletedRevision(
    flagSet: string,
    name: string,
    transaction: Knex,
  ): Promise<number | undefined> {
    const row = await transaction<SegmentRow>('segments')
      .where({ flag_set: flagSet, name })
      .whereNotNull('deleted_at')
      .first('revision');
    return row && Number(row.revision);
  }

  async save(
    segment: Segment,
    setRevision: number,
    transaction: Knex,
  ): Promise<void> {
    await transaction('segments')
      .insert({
        flag_set: segment.flagSet,
        name: segment.name,
        description: segment.description ?? null,
        targeting: JSON.stringify(segment.targeting),
        revision: segment.revision,
        set_revision: setRevision,
        updated_at: segment.updatedAt,
        updated_by: segment.updatedBy,
        deleted_at: null,
      })
      .onConflict(['flag_set', 'name'])
      .merge();
  }

  async markDeleted(
    segment: Segment,
    options: { at: string; actor: string; setRevision: number },
    transaction: Knex,
  ): Promise<void> {
    await transaction('segments')
      .where({ flag_set: segment.flagSet, name: segment.name })
      .update({
        revision: segment.revision + 1,
        set_revision: options.setRevision,
        updated_at: options.at,
        updated_by: options.actor,
        deleted_at: options.at,
      });
  }

  /** The rules that use each of the segments of a set, by the name of the segment. */
  async listAllUses(
    flagSet: string,
    options: { filter: ListFilter },
  ): Promise<Map<string, SegmentUse[]>> {
    const query = this.#db('flag_environments')
      .join('flags', join =>
        join
          .on('flags.flag_set', 'flag_environments.flag_set')
          .on('flags.key', 'flag_environments.flag_key'),
      )
      .where('flags.flag_set', flagSet)
      .whereNull('flags.deleted_at')
      .joinRaw(
        `cross join lateral (select distinct jsonb_path_query(flag_environments.targeting::jsonb, '$.**."$ref"') #>> '{}' as segment) as uses`,
      )
      .orderBy(['segment', 'flag_key', 'environment'])
      .limit(useLimit)
      .select('segment', 'flag_key', 'environment');
    applyListFilter(query, options.filter, 'flags.entity_ref');

    const uses = new Map<string, SegmentUse[]>();
    for (const row of await query) {
      const list = uses.get(row.segment) ?? [];
      list.push({ flagKey: row.flag_key, environment: row.environment });
      uses.set(row.segment, list);
    }
    return uses;
  }

  /** The flags, with an environment, whose rules use a segment. */
  async listUses(
    flagSet: string,
    name: string,
    transaction: Knex,
  ): Promise<SegmentUse[]> {
    const rows = await transaction('flag_environments')
      .join('flags', join =>
        join
          .on('flags.flag_set', 'flag_environments.flag_set')
          .on('flags.key', 'flag_environments.flag_key'),
      )
      .where('flags.flag_set', flagSet)
      .whereNull('flags.deleted_at')
      .whereRaw(
        `jsonb_path_exists(flag_environments.targeting::jsonb, '$.**."$ref" \\? (@ == $name)', jsonb_build_object('name', ?::text))`,
        [name],
      )
      .orderBy(['flag_key', 'environment'])
      .limit(20)
      .select('flag_key', 'environment');
    return rows.map(row => ({
      flagKey: row.flag_key,
      environment: row.environment,
    }));
  }
}

function toSegment(row: SegmentRow): Segment {
  return {
    flagSet: row.flag_set,
    name: row.name,
    description: row.description ?? undefined,
    targeting: row.targeting,
    revision: Number(row.revision),
    updatedAt: row.updated_at.toISOString(),
    updatedBy: row.updated_by,
  };
}
