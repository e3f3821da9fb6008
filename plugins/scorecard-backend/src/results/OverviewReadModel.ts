import type { Knex } from 'knex';
import { OwnerCache } from './OwnerCache';
import {
  isAmong,
  isByOwner,
  toCondition,
  type ResultFilter,
} from './ResultFilter';

/** What entities can be grouped by within the results. */
export type GroupKey = 'owner' | 'system' | 'kind' | 'tag';

/** Totals of the entities with one key and one level. */
export interface RollupPart {
  scorecardId: string;
  /** Empty for entities without one. */
  key: string;
  level: number;
  entities: number;
  /** Entities with a score. */
  scored: number;
  scoreSum: number;
}

/** Totals of a day. */
export type TrendPart = Omit<RollupPart, 'scorecardId' | 'key'> & {
  day: string;
};

const groupColumns = {
  owner: 'r.owner_ref',
  system: 'r.system_ref',
  kind: 'r.kind',
  tag: 'r.tags',
} as const satisfies { [key in GroupKey]: string };

/** Reads totals over many entities. */
export class OverviewReadModel {
  readonly #db: Knex;
  readonly #kept: OwnerCache<RollupPart[]>;

  constructor(options: { db: Knex }) {
    this.#db = options.db;
    this.#kept = new OwnerCache(options);
  }

  /** Totals by key, in any number of parts; an entity with several tags counts for each. */
  async rollUp(options: {
    scorecardIds: readonly string[];
    by: GroupKey;
    filter: ResultFilter;
  }): Promise<RollupPart[]> {
    const { scorecardIds, by, filter } = options;
    // Several scorecards are added up side by side.
    const parts = await Promise.all(
      scorecardIds.map(async scorecardId => {
        const owners = isByOwner(filter)
          ? await this.#kept.get({
              question: by,
              scorecardId,
              owners: filter.owners,
              compute: asked =>
                this.#rollUp(scorecardId, by, { ...filter, owners: asked }),
            })
          : await this.#rollUp(scorecardId, by, filter);
        return [...owners.values()];
      }),
    );
    return parts.flat(2);
  }

  /** Totals by owner. */
  async #rollUp(
    scorecardId: string,
    by: GroupKey,
    filter: ResultFilter,
  ): Promise<Map<string, RollupPart[]>> {
    const condition = toCondition(filter);
    const totals = `
      select r.owner_ref, ${groupColumns[by]} as key, r.level,
        count(*)::int as entities, count(r.score)::int as scored,
        coalesce(sum(r.score), 0) as "scoreSum"
      from entity_results r
      where r.scorecard_id = ? and ${condition.sql}
      group by r.owner_ref, ${groupColumns[by]}, r.level`;
    const { rows } = await this.#db.raw<{
      rows: (Omit<RollupPart, 'key' | 'scorecardId'> & {
        owner_ref: string | null;
        key: string | null;
      })[];
    }>(
      by === 'tag'
        ? // Few sets of tags are borne by many entities, so each is taken apart once.
          `with by_tags as (${totals})
           select owner_ref, tag as key, level, sum(entities)::int as entities,
             sum(scored)::int as scored, sum("scoreSum") as "scoreSum"
           from by_tags, unnest(key) as tag
           group by 1, 2, 3`
        : totals,
      [scorecardId, ...condition.bindings],
    );
    const owners = new Map<string, RollupPart[]>();
    for (const { owner_ref: ownerRef, key, ...total } of rows) {
      const owner = ownerRef ?? '';
      const parts = owners.get(owner) ?? [];
      parts.push({ scorecardId, key: key ?? '', ...total });
      owners.set(owner, parts);
    }
    return owners;
  }

  /** Totals of past days, oldest first. */
  async listDays(options: {
    scorecardId: string;
    days: number;
    owners?: readonly string[];
    systems?: readonly string[];
    filter: Pick<ResultFilter, 'visible'>;
  }): Promise<TrendPart[]> {
    const { scorecardId, days, owners, systems, filter } = options;
    const conditions = [
      owners && isAmong("nullif(g.owner_ref, '')", owners),
      systems && isAmong("nullif(g.system_ref, '')", systems),
      filter.visible === 'all'
        ? undefined
        : {
            // Past days are kept as totals only, so a reader sees those of groups that they see whole.
            sql: `(g.owner_ref, g.system_ref) in (
              select coalesce(r.owner_ref, ''), coalesce(r.system_ref, '')
              from entity_results r
              where r.scorecard_id = ?
              group by 1, 2
              having bool_and(r.entity_ref = any(?::text[]))
            )`,
            bindings: [scorecardId, [...filter.visible]],
          },
    ].flatMap(condition => condition ?? []);
    const { rows } = await this.#db.raw<{ rows: TrendPart[] }>(
      `select to_char(d.day, 'YYYY-MM-DD') as day, d.level,
         sum(d.entities)::int as entities, sum(d.scored)::int as scored,
         sum(d.score_sum) as "scoreSum"
       from daily_rollups d
       join rollup_groups g on g.id = d.group_id
       where g.scorecard_id = ?
         and d.day > (now() at time zone 'utc')::date - ?::int
         ${conditions.map(({ sql }) => `and ${sql}`).join(' ')}
       group by d.day, d.level
       order by d.day, d.level`,
      [scorecardId, days, ...conditions.flatMap(({ bindings }) => bindings)],
    );
    return rows;
  }
}
