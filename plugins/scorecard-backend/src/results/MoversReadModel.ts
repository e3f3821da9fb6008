import type { RuleMove } from '@causeway/plugin-scorecard-common';
import type { Knex } from 'knex';
import { toCondition, type ResultFilter } from './ResultFilter';

/** An entity whose rules have other states than before. */
export interface EntityMoveRow {
  entityRef: string;
  title?: string;
  ownerRef?: string;
  score?: number;
  level: number;
  improved: number;
  worsened: number;
}

/**
 * The first and the last state of each rule that changed, so that what went to and fro
 * counts once or not at all.
 */
const ends = `
  select t.entity_ref, t.rule_id, max(t.at) as at,
    (array_agg(t.from_state order by t.id))[1] as from_state,
    (array_agg(t.to_state order by t.id desc))[1] as to_state
  from transitions t`;

const improved = `count(*) filter (where from_state in ('f', 'u') and to_state = 'p')::int`;
const worsened = `count(*) filter (
  where (from_state is null or from_state not in ('f', 'u'))
    and to_state in ('f', 'u')
)::int`;

/** Reads what changed most. */
export class MoversReadModel {
  readonly #db: Knex;

  constructor(options: { db: Knex }) {
    this.#db = options.db;
  }

  /** Entities with the most rules changed in one direction, edits of rules aside. */
  async listEntities(options: {
    scorecardId: string;
    since: Date;
    direction: 'improved' | 'worsened';
    filter: ResultFilter;
    limit: number;
  }): Promise<EntityMoveRow[]> {
    const { scorecardId, since, direction, filter, limit } = options;
    const condition = toCondition(filter);
    const gain =
      direction === 'improved'
        ? 'm.improved - m.worsened'
        : 'm.worsened - m.improved';
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
      `with ends as (
         ${ends}
         where t.scorecard_id = ? and t.at >= ? and t.cause <> 'rule'
         group by t.entity_ref, t.rule_id
       ),
       moves as (
         select entity_ref, ${improved} as improved, ${worsened} as worsened
         from ends group by entity_ref
       )
       select r.entity_ref, r.title, r.owner_ref, r.score, r.level,
         m.improved, m.worsened
       from moves m
       join entity_results r using (entity_ref)
       where r.scorecard_id = ? and ${gain} > 0 and ${condition.sql}
       order by ${gain} desc, r.entity_ref
       limit ?`,
      [scorecardId, since, scorecardId, ...condition.bindings, limit],
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
  async listRules(options: {
    scorecardId: string;
    since: Date;
    filter: ResultFilter;
    limit: number;
  }): Promise<RuleMove[]> {
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
      `with ends as (
         ${ends}
         where t.scorecard_id = ? and t.at >= ? and t.cause = 'rule'
         group by t.entity_ref, t.rule_id
       )
       select rule_id, ${improved} as improved, ${worsened} as worsened,
         max(ends.at) as at
       from ends
       join entity_results r using (entity_ref)
       where r.scorecard_id = ? and ${condition.sql}
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
