import type { JsonValue } from '@backstage/types';
import type { Knex } from 'knex';
import { toSqlJson } from '../database/toSqlJson';

/** A fact as it is stored. Dates are ISO dates. */
export interface StoredFact {
  entityRef: string;
  factRef: string;
  status: 'known' | 'unknown';
  /** Of an unknown fact: the one known before. */
  value?: JsonValue;
  /** Why it is unknown. */
  message?: string;
  source: string;
  /** When the value was given. */
  collectedAt: string;
  expiresAt?: string;
}

/** A fact that differs from what is stored. */
export type FactUpdate = StoredFact;

/** A fact that someone pushed. */
export interface PushedFact {
  entityRef: string;
  factRef: string;
  value: JsonValue;
  /** Who pushed it. */
  source: string;
  expiresAt?: Date;
  /** The same key a second time changes nothing. */
  idempotencyKey: string;
}

interface FactRow {
  entity_ref: string;
  fact_ref: string;
  status: 'known' | 'unknown';
  value: JsonValue | null;
  message: string | null;
  source: string;
  collected_at: Date;
  expires_at: Date | null;
}

/** What sources said of entities, in PostgreSQL. */
export class DatabaseFactStore {
  readonly #db: Knex;

  constructor(options: { db: Knex }) {
    this.#db = options.db;
  }

  /** Stored facts of some entities, by entity ref and fact ref. */
  async get(
    entityRefs: readonly string[],
    factRefs: readonly string[],
  ): Promise<Map<string, Map<string, StoredFact>>> {
    const facts = new Map<string, Map<string, StoredFact>>();
    if (entityRefs.length === 0 || factRefs.length === 0) {
      return facts;
    }
    const rows = await this.#db<FactRow>('facts')
      .select(
        'entity_ref',
        'fact_ref',
        'status',
        'value',
        'message',
        'source',
        'collected_at',
        'expires_at',
      )
      .where('entity_ref', '=', this.#db.raw('any(?)', [[...entityRefs]]))
      .where('fact_ref', '=', this.#db.raw('any(?)', [[...factRefs]]));
    for (const row of rows) {
      const ofEntity = facts.get(row.entity_ref) ?? new Map();
      facts.set(row.entity_ref, ofEntity.set(row.fact_ref, toFact(row)));
    }
    return facts;
  }

  /**
   * Stores a pushed fact.
   *
   * @returns whether it was new; the same idempotency key again is not
   */
  async push(fact: PushedFact): Promise<boolean> {
    const now = new Date();
    const { rowCount } = await this.#db.raw<{ rowCount: number }>(
      `insert into facts as old (
         entity_ref, fact_ref, status, value, source,
         collected_at, checked_at, expires_at, idempotency_key
       )
       values (?, ?, 'known', ?::jsonb, ?, ?, ?, ?, ?)
       on conflict (entity_ref, fact_ref) do update set
         status = 'known',
         value = excluded.value,
         message = null,
         source = excluded.source,
         collected_at = excluded.collected_at,
         checked_at = excluded.checked_at,
         expires_at = excluded.expires_at,
         idempotency_key = excluded.idempotency_key
       where old.idempotency_key is distinct from excluded.idempotency_key`,
      [
        fact.entityRef,
        fact.factRef,
        toSqlJson(fact.value),
        fact.source,
        now,
        now,
        fact.expiresAt ?? null,
        fact.idempotencyKey,
      ],
    );
    return rowCount > 0;
  }
}

function toFact(row: FactRow): StoredFact {
  return {
    entityRef: row.entity_ref,
    factRef: row.fact_ref,
    status: row.status,
    value: row.value ?? undefined,
    message: row.message ?? undefined,
    source: row.source,
    collectedAt: row.collected_at.toISOString(),
    expiresAt: row.expires_at?.toISOString(),
  };
}
