import type { RuleState } from '@causeway/plugin-scorecard-common';
import type { Knex } from 'knex';
import type { StoredFinding } from '../engine/results';
import { toLetter, toState } from '../engine/states';
import { toCondition, type ResultFilter } from './ResultFilter';
import { toLetterSql, type RulePosition } from './RulePosition';

/** An entity in a list of those that a scorecard scores. */
export interface ListedEntity {
  entityRef: string;
  title?: string;
  kind: string;
  type?: string;
  tags: string[];
  ownerRef?: string;
  systemRef?: string;
  scorecardVersion: string;
  states: string;
  score?: number;
  level: number;
  evaluatedAt: string;
}

/** An entity and its state for one rule. */
export interface ListedOutcome extends ListedEntity {
  state: RuleState;
  finding?: StoredFinding;
  /** When the state last changed; absent if it never did. */
  changedAt?: string;
}

interface EntityRow {
  entity_ref: string;
  title: string | null;
  kind: string;
  entity_type: string | null;
  tags: string[];
  owner_ref: string | null;
  system_ref: string | null;
  scorecard_version: string;
  states: string;
  score: number | null;
  level: number;
  evaluated_at: Date;
}

interface OutcomeRow extends EntityRow {
  letter: string;
  finding: StoredFinding | null;
  transition_at: Date | null;
}

interface ListOptions {
  scorecardId: string;
  filter: ResultFilter;
  /** Ref of the last entity of the page before. */
  after?: string;
  limit: number;
}

/** Reads lists of entities, in the order of their refs. */
export class EntityListReadModel {
  readonly #db: Knex;

  constructor(options: { db: Knex }) {
    this.#db = options.db;
  }

  async list(options: ListOptions): Promise<ListedEntity[]> {
    const { scorecardId, filter, after = '', limit } = options;
    const condition = toCondition(filter);
    const { rows } = await this.#db.raw<{ rows: EntityRow[] }>(
      `select r.*
       from entity_results r
       where r.scorecard_id = ? and r.entity_ref > ? and ${condition.sql}
       order by r.entity_ref
       limit ?`,
      [scorecardId, after, ...condition.bindings, limit],
    );
    return rows.map(toEntity);
  }

  /** Entities that have one of some states for a rule; all that have the rule if no state is given. */
  async listByRule(
    options: ListOptions & {
      rule: RulePosition;
      states?: readonly RuleState[];
    },
  ): Promise<ListedOutcome[]> {
    const { scorecardId, filter, after = '', limit, rule, states } = options;
    const condition = toCondition(filter);
    const letter = toLetterSql(rule);
    const { rows } = await this.#db.raw<{ rows: OutcomeRow[] }>(
      // Findings are read for the page alone, not for all that it is chosen from.
      `with page as materialized (
         select * from (
           select r.*, ${letter.sql} as letter
           from entity_results r
           where r.scorecard_id = ? and r.entity_ref > ? and ${condition.sql}
         ) as asked
         where letter = any(coalesce(?::text[], '{p,f,n,e,u}'))
         order by entity_ref
         limit ?
       )
       select page.*, f.findings -> ?::text as finding, changed.at as transition_at
       from page
       left join entity_findings f using (scorecard_id, entity_ref)
       left join lateral (
         select t.at from transitions t
         where t.entity_ref = page.entity_ref
           and t.scorecard_id = page.scorecard_id
           and t.rule_id = ?::text
         order by t.id desc
         limit 1
       ) as changed on true
       order by page.entity_ref`,
      [
        ...letter.bindings,
        scorecardId,
        after,
        ...condition.bindings,
        states ? states.map(toLetter) : null,
        limit,
        rule.ruleId,
        rule.ruleId,
      ],
    );
    return rows.map(row => ({
      ...toEntity(row),
      state: toState(row.letter),
      finding: row.finding ?? undefined,
      changedAt: row.transition_at?.toISOString(),
    }));
  }
}

function toEntity(row: EntityRow): ListedEntity {
  return {
    entityRef: row.entity_ref,
    title: row.title ?? undefined,
    kind: row.kind,
    type: row.entity_type ?? undefined,
    tags: row.tags,
    ownerRef: row.owner_ref ?? undefined,
    systemRef: row.system_ref ?? undefined,
    scorecardVersion: row.scorecard_version,
    states: row.states,
    score: row.score ?? undefined,
    level: row.level,
    evaluatedAt: row.evaluated_at.toISOString(),
  };
}
