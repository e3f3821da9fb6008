import type { Knex } from 'knex';

/**
 * Why an entity is to be evaluated.
 *
 * @remarks
 * `related` is an entity whose relations may have changed because another entity did.
 */
export type QueueCause = 'entity' | 'related' | 'fact' | 'request';

/** An entity that this replica evaluates now. */
export interface QueueItem {
  entityRef: string;
  cause: QueueCause;
  /** How often it was tried before. */
  attempts: number;
  /** Until then no other replica takes it; also tells whether it was added again since. */
  claimedUntil: Date;
}

interface QueueRow {
  entity_ref: string;
  cause: QueueCause;
  due_at: Date;
  attempts: number;
}

/** Longer than the evaluation of a batch with a source that hangs. */
const claimMs = 120_000;

/** Entities that changed, each once, for whichever replica comes first. */
export class DatabaseEvaluationQueue {
  readonly #db: Knex;

  constructor(options: { db: Knex }) {
    this.#db = options.db;
  }

  /** Adds entities; one that waits already is evaluated once, at the earlier time. */
  async add(
    entityRefs: readonly string[],
    options: { cause: QueueCause; dueAt?: Date; attempts?: number },
  ): Promise<void> {
    const { cause, dueAt = new Date(), attempts = 0 } = options;
    if (entityRefs.length === 0) {
      return;
    }
    await this.#db.raw(
      `insert into evaluation_queue as old (entity_ref, cause, due_at, attempts)
       -- Two replicas that add the same entities in another order would block each other.
       select distinct entity_ref, ?, ?::timestamptz, ?::int
       from unnest(?::text[]) as added(entity_ref) order by entity_ref
       on conflict (entity_ref) do update set
         cause = case when excluded.cause = 'related' then old.cause else excluded.cause end,
         due_at = least(old.due_at, excluded.due_at),
         attempts = least(old.attempts, excluded.attempts)`,
      [cause, dueAt, attempts, [...entityRefs]],
    );
  }

  /** Takes what is due, so that no other replica does; an item whose replica dies becomes due again. */
  async claim(options: { limit: number }): Promise<QueueItem[]> {
    const now = new Date();
    const { rows } = await this.#db.raw<{ rows: QueueRow[] }>(
      `update evaluation_queue set due_at = ?, attempts = attempts + 1
       where entity_ref in (
         select entity_ref from evaluation_queue
         where due_at <= ?
         order by due_at, entity_ref
         limit ?
         for update skip locked
       )
       returning entity_ref, cause, due_at, attempts`,
      [new Date(now.getTime() + claimMs), now, options.limit],
    );
    return rows.map(row => ({
      entityRef: row.entity_ref,
      cause: row.cause,
      attempts: row.attempts - 1,
      claimedUntil: row.due_at,
    }));
  }

  /** Removes what was evaluated, but for what was added again meanwhile. */
  async complete(items: readonly QueueItem[]): Promise<void> {
    await this.#settle(
      items,
      `delete from evaluation_queue using settled
       where evaluation_queue.entity_ref = settled.entity_ref
         and evaluation_queue.due_at = settled.claimed_until`,
      [],
    );
  }

  /** Has items evaluated once more, at a later time. */
  async defer(items: readonly QueueItem[], dueAt: Date): Promise<void> {
    await this.#settle(
      items,
      `update evaluation_queue set due_at = ?
       from settled
       where evaluation_queue.entity_ref = settled.entity_ref
         and evaluation_queue.due_at = settled.claimed_until`,
      [dueAt],
    );
  }

  async #settle(
    items: readonly QueueItem[],
    statement: string,
    bindings: Date[],
  ): Promise<void> {
    if (items.length > 0) {
      await this.#db.raw(
        `with settled as (
           select * from unnest(?::text[], ?::timestamptz[])
             as item(entity_ref, claimed_until)
         )
         ${statement}`,
        [
          items.map(({ entityRef }) => entityRef),
          items.map(({ claimedUntil }) => claimedUntil.toISOString()),
          ...bindings,
        ],
      );
    }
  }
}
