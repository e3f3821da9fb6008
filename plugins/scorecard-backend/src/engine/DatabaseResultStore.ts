import type { Knex } from 'knex';
import { toSqlJson } from '../database/toSqlJson';
import type { FactUpdate } from '../facts/DatabaseFactStore';
import { rollUpToday, writePage } from './statements';
import {
  resultKey,
  type EntityResult,
  type StoredFindings,
  type StoredResult,
  type StoredTransition,
} from './results';

interface ResultRow {
  scorecard_id: string;
  entity_ref: string;
  scorecard_version: string;
  content_hash: string;
  states: string;
  score: number | null;
  level: number;
}

/** Everything that is to be written for a page of entities. */
export interface PageWrites {
  results: readonly EntityResult[];
  transitions: readonly StoredTransition[];
  removals: readonly { scorecardId: string; entityRef: string }[];
  facts: readonly FactUpdate[];
  /** When the entities were read; a result made from a later reading is left alone. */
  readAt: Date;
}

/** Current results, their findings and their history in PostgreSQL. */
export class DatabaseResultStore {
  readonly #db: Knex;

  constructor(options: { db: Knex }) {
    this.#db = options.db;
  }

  /** Stored results of some entities, by `resultKey`. */
  async getResults(
    entityRefs: readonly string[],
  ): Promise<Map<string, StoredResult>> {
    const rows = await this.#db<ResultRow>('entity_results')
      .select(
        'scorecard_id',
        'entity_ref',
        'scorecard_version',
        'content_hash',
        'states',
        'score',
        'level',
      )
      .where('entity_ref', '=', this.#db.raw('any(?)', [[...entityRefs]]));
    return new Map(
      rows.map(row => [
        resultKey(row.scorecard_id, row.entity_ref),
        {
          scorecardId: row.scorecard_id,
          entityRef: row.entity_ref,
          scorecardVersion: row.scorecard_version,
          contentHash: row.content_hash,
          states: row.states,
          score: row.score ?? undefined,
          level: row.level,
        },
      ]),
    );
  }

  /** Stored findings of some results, by `resultKey`. */
  async getFindings(
    results: readonly { scorecardId: string; entityRef: string }[],
  ): Promise<Map<string, StoredFindings>> {
    if (results.length === 0) {
      return new Map();
    }
    const { rows } = await this.#db.raw<{
      rows: {
        scorecard_id: string;
        entity_ref: string;
        findings: StoredFindings;
      }[];
    }>(
      `select scorecard_id, entity_ref, findings
       from entity_findings
       join json_to_recordset(?::json)
         as asked(scorecard_id text, entity_ref text)
         using (scorecard_id, entity_ref)`,
      [toSqlJson(results.map(toKeyRow))],
    );
    return new Map(
      rows.map(row => [
        resultKey(row.scorecard_id, row.entity_ref),
        row.findings,
      ]),
    );
  }

  /**
   * Writes a page in one statement, so that it is written as a whole or not at all.
   *
   * @returns how many results were written
   */
  async write(writes: PageWrites): Promise<number> {
    const { results, transitions, removals, facts, readAt } = writes;
    if (results.length + removals.length + facts.length === 0) {
      return 0;
    }
    const { rows } = await this.#db.raw<{ rows: { written: number }[] }>(
      writePage,
      [
        toSqlJson(results.map(toRow)),
        toSqlJson(transitions.map(toTransitionRow)),
        toSqlJson(removals.map(toKeyRow)),
        readAt,
        toSqlJson(facts.map(toFactRow)),
        readAt,
        readAt,
        readAt,
        readAt,
      ],
    );
    return rows[0].written;
  }

  /** Refs of entities that have results which were made before a point in time, and are not among those given. */
  async findOthers(
    entityRefs: Iterable<string>,
    options: { evaluatedBefore: Date },
  ): Promise<string[]> {
    const { rows } = await this.#db.raw<{ rows: { entity_ref: string }[] }>(
      `select distinct entity_ref
       from entity_results
       where evaluated_at < ?
         and not exists (
           select from unnest(?::text[]) as known(ref)
           where known.ref = entity_ref
         )
       order by entity_ref`,
      [options.evaluatedBefore, [...entityRefs]],
    );
    return rows.map(row => row.entity_ref);
  }

  /** Removes everything that is kept of some entities, but for the daily totals. */
  async removeEntities(entityRefs: readonly string[]): Promise<void> {
    if (entityRefs.length > 0) {
      await this.#db.raw(
        `with gone as (select unnest(?::text[]) as entity_ref),
         old_facts as (
           delete from facts using gone where facts.entity_ref = gone.entity_ref
         ),
         old_transitions as (
           delete from transitions using gone
           where transitions.entity_ref = gone.entity_ref
         )
         delete from entity_results using gone
         where entity_results.entity_ref = gone.entity_ref`,
        [[...entityRefs]],
      );
    }
  }

  /** Replaces the totals of today; those that are the same are left alone. */
  async rollUp(): Promise<void> {
    await this.#db.raw(rollUpToday);
  }
}

function toKeyRow(key: { scorecardId: string; entityRef: string }) {
  return { scorecard_id: key.scorecardId, entity_ref: key.entityRef };
}

function toRow(result: EntityResult) {
  return {
    ...toKeyRow(result),
    scorecard_version: result.scorecardVersion,
    content_hash: result.contentHash,
    states: result.states,
    score: result.score,
    level: result.level,
    title: result.title,
    owner_ref: result.ownerRef,
    system_ref: result.systemRef,
    kind: result.kind,
    entity_type: result.entityType,
    tags: result.tags,
    findings:
      Object.keys(result.findings).length > 0 ? result.findings : undefined,
  };
}

function toFactRow(fact: FactUpdate) {
  return {
    entity_ref: fact.entityRef,
    fact_ref: fact.factRef,
    status: fact.status,
    value: fact.value,
    message: fact.message,
    source: fact.source,
    collected_at: fact.collectedAt,
    expires_at: fact.expiresAt,
  };
}

function toTransitionRow(transition: StoredTransition) {
  return {
    ...toKeyRow(transition),
    rule_id: transition.ruleId,
    from_state: transition.from,
    to_state: transition.to,
    cause: transition.cause,
    scorecard_version: transition.scorecardVersion,
    actual: transition.actual,
  };
}
