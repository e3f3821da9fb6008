import type { RuleMove } from '@causeway/plugin-scorecard-common';
import type { Knex } from 'knex';
import { toCondition, type ResultFilter } from './ResultFilter';

/** An entity of which more rules are open than before, or fewer. */
export interface EntityMoveRow {
  entityRef: string;
  title?: string;
  ownerRef?: string;
  score?: number;
  level: number;
  /** Rules that were open and are not any more. */
  improved: number;
  /** Rules that are open and were not before. */
  worsened: number;
}

interface MoverQuery {
  scorecardId: string;
  since: Date;
  filter: ResultFilter;
  /** Of each direction. */
  limit: number;
}

/** -1 for a rule that opened, 1 for one that closed: its sum tells the end of much to and fro. */
const step = `
  (t.to_state not in ('f', 'u'))::int
    - (t.from_state is null or t.from_state not in ('f', 'u'))::int`;

/** Reads what changed most. */
export class MoversReadModel {
  readonly #db: Knex;

  constructor(options: { db: Knex }) {
    this.#db = options.db;
  }

  /** Entities of which most rules closed or opened, edits of rules aside; the largest gain first, the largest loss last. */
  async listEntities(options: MoverQuery): Promise<EntityMoveRow[]> {
    const { scorecardId, since, filter, limit } = options;
    const condition = toCondition(filter);
    const { rows } = await this.#db.raw<{
      rows: {
        entity_ref: string;
        title: string | null;
        owner_ref: string | null;
        score: number | null;
        level: number;
        improved: number;
        worsened: number;
      }[];
    }>(
      `with moves as materialized (
         select r.entity_ref, r.title, r.owner_ref, r.score, r.level, m.net
         from (
           select t.entity_ref, sum(${step}) as net
           from transitions t
           where t.scorecard_id = ? and t.at >= ? and t.cause <> 'rule'
           group by t.entity_ref
           having sum(${step}) <> 0
         ) as m
         join entity_results r on r.scorecard_id = ? and r.entity_ref = m.entity_ref
         where ${condition.sql}
       ),
       chosen as (
         (select * from moves where net > 0 order by net desc, entity_ref limit ?)
         union all
         (select * from moves where net < 0 order by net, entity_ref limit ?)
       )
       select chosen.*, d.improved, d.worsened
       from chosen,
       lateral (
         select count(*) filter (where net > 0)::int as improved,
           count(*) filter (where net < 0)::int as worsened
         from (
           select sum(${step}) as net
           from transitions t
           where t.entity_ref = chosen.entity_ref and t.scorecard_id = ?
             and t.at >= ? and t.cause <> 'rule'
           group by t.rule_id
         ) as by_rule
       ) as d
       order by chosen.net desc, chosen.entity_ref`,
      [
        scorecardId,
        since,
        scorecardId,
        ...condition.bindings,
        limit,
        limit,
        scorecardId,
        since,
      ],
    );
    return rows.map(row => ({
      entityRef: row.entity_ref,
      title: row.title ?? undefined,
      ownerRef: row.owner_ref ?? undefined,
      score: row.score ?? undefined,
      level: row.level,
      improved: row.improved,
      worsened: row.worsened,
    }));
  }

  /** What edits of rules alone did to the entities that are there now. */
  async listRules(options: MoverQuery): Promise<RuleMove[]> {
    const { scorecardId, since, filter, limit } = options;
    const condition = toCondition(filter);
    const { rows } = await this.#db.raw<{
      rows: {
        rule_id: string;
        improved: number;
        worsened: number;
        at: Date;
      }[];
    }>(
      `select rule_id, count(*) filter (where net > 0)::int as improved,
         count(*) filter (where net < 0)::int as worsened, max(last_at) as at
       from (
         select t.entity_ref, t.rule_id, sum(${step}) as net, max(t.at) as last_at
         from transitions t
         where t.scorecard_id = ? and t.at >= ? and t.cause = 'rule'
         group by t.entity_ref, t.rule_id
       ) as moves
       join entity_results r on r.scorecard_id = ? and r.entity_ref = moves.entity_ref
       where ${condition.sql}
       group by rule_id
       order by count(*) desc, rule_id
       limit ?`,
      [scorecardId, since, scorecardId, ...condition.bindings, limit],
    );
    return rows.map(row => ({
      ruleId: row.rule_id,
      improved: row.improved,
      worsened: row.worsened,
      changedAt: row.at.toISOString(),
    }));
  }
}
