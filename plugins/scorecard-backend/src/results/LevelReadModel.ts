import type { Knex } from 'knex';

/** The positions of an entity's levels, by scorecard; 0 below the lowest. */
export interface LevelPositions {
  entityRef: string;
  positions: { [scorecardId: string]: number };
}

/** Reads the levels of all entities. */
export class LevelReadModel {
  readonly #db: Knex;

  constructor(options: { db: Knex }) {
    this.#db = options.db;
  }

  /** Differs whenever a level does: it follows every change of a result or a scorecard. */
  async getVersion(): Promise<string> {
    const { rows } = await this.#db.raw<{ rows: { version: string }[] }>(
      `select concat_ws('-',
         (select count(*) from entity_results),
         (select extract(epoch from max(changed_at)) from entity_results),
         (select md5(string_agg(id || version, ',' order by id)) from scorecards)
       ) as version`,
    );
    return rows[0].version;
  }

  /** In the order of their refs. */
  async list(options: {
    /** Ref of the last entity of the page before. */
    after?: string;
    limit: number;
  }): Promise<LevelPositions[]> {
    const { after = '', limit } = options;
    const { rows } = await this.#db.raw<{
      rows: {
        entity_ref: string;
        positions: LevelPositions['positions'];
      }[];
    }>(
      `select entity_ref, json_object_agg(scorecard_id, level) as positions
       from entity_results
       where entity_ref > ?
       group by entity_ref
       order by entity_ref
       limit ?`,
      [after, limit],
    );
    return rows.map(row => ({
      entityRef: row.entity_ref,
      positions: row.positions,
    }));
  }
}
