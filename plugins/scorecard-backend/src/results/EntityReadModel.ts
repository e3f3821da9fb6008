import type { Transition } from '@causeway/plugin-scorecard-common';
import type { JsonValue } from '@backstage/types';
import type { Knex } from 'knex';
import type { StoredFindings } from '../engine/results';
import { toState } from '../engine/states';

/** What is stored of an entity and a scorecard, with the reasons. */
export interface DetailedResult {
  scorecardId: string;
  scorecardVersion: string;
  title?: string;
  ownerRef?: string;
  systemRef?: string;
  states: string;
  score?: number;
  level: number;
  evaluatedAt: string;
  findings: StoredFindings;
  /** When rules got their states, by rule id; a rule that never changed is absent. */
  changedAt: Map<string, string>;
}

interface DetailedRow {
  scorecard_id: string;
  scorecard_version: string;
  title: string | null;
  owner_ref: string | null;
  system_ref: string | null;
  states: string;
  score: number | null;
  level: number;
  evaluated_at: Date;
  findings: StoredFindings | null;
}

interface TransitionRow {
  id: string;
  scorecard_id: string;
  entity_ref: string;
  rule_id: string;
  from_state: string | null;
  to_state: string;
  cause: Transition['cause'];
  scorecard_version: string | null;
  actual: JsonValue | null;
  at: Date;
}

/** Reads what is known of one entity. */
export class EntityReadModel {
  readonly #db: Knex;

  constructor(options: { db: Knex }) {
    this.#db = options.db;
  }

  async getResults(
    entityRef: string,
    options: { scorecardId?: string } = {},
  ): Promise<DetailedResult[]> {
    const { scorecardId = null } = options;
    const [{ rows }, changes] = await Promise.all([
      this.#db.raw<{ rows: DetailedRow[] }>(
        `select r.scorecard_id, r.scorecard_version, r.title, r.owner_ref,
           r.system_ref, r.states, r.score, r.level, r.evaluated_at, f.findings
         from entity_results r
         left join entity_findings f using (scorecard_id, entity_ref)
         where r.entity_ref = ?
           and (?::text is null or r.scorecard_id = ?)
         order by r.scorecard_id`,
        [entityRef, scorecardId, scorecardId],
      ),
      this.#db.raw<{
        rows: { scorecard_id: string; rule_id: string; at: Date }[];
      }>(
        `select scorecard_id, rule_id, max(at) as at
         from transitions
         where entity_ref = ? and (?::text is null or scorecard_id = ?)
         group by scorecard_id, rule_id`,
        [entityRef, scorecardId, scorecardId],
      ),
    ]);
    return rows.map(row => ({
      scorecardId: row.scorecard_id,
      scorecardVersion: row.scorecard_version,
      title: row.title ?? undefined,
      ownerRef: row.owner_ref ?? undefined,
      systemRef: row.system_ref ?? undefined,
      states: row.states,
      score: row.score ?? undefined,
      level: row.level,
      evaluatedAt: row.evaluated_at.toISOString(),
      findings: row.findings ?? {},
      changedAt: new Map(
        changes.rows
          .filter(change => change.scorecard_id === row.scorecard_id)
          .map(change => [change.rule_id, change.at.toISOString()]),
      ),
    }));
  }

  /** Changes of an entity's rules, newest first. */
  async listTransitions(options: {
    entityRef: string;
    scorecardId?: string;
    /** Id of the last one of the page before. */
    before?: number;
    limit: number;
  }): Promise<Transition[]> {
    const query = this.#db<TransitionRow>('transitions')
      .where('entity_ref', options.entityRef)
      .orderBy('id', 'desc')
      .limit(options.limit);
    if (options.scorecardId !== undefined) {
      query.where('scorecard_id', options.scorecardId);
    }
    if (options.before !== undefined) {
      query.where('id', '<', options.before);
    }
    const rows = await query;
    return rows.map(row => ({
      id: Number(row.id),
      scorecardId: row.scorecard_id,
      entityRef: row.entity_ref,
      ruleId: row.rule_id,
      from: row.from_state === null ? undefined : toState(row.from_state),
      to: toState(row.to_state),
      cause: row.cause,
      scorecardVersion: row.scorecard_version ?? undefined,
      actual: row.actual ?? undefined,
      at: row.at.toISOString(),
    }));
  }
}
