import { NotFoundError } from '@backstage/errors';
import type {
  ChangeAction,
  ChangeEvent,
  ChangeSubject,
  Page,
} from '@causeway/plugin-feature-flags-common';
import type { Knex } from 'knex';
import { decodeCursor, encodeCursor } from '@causeway/backend-common';
import { verifyChain, type ChainVerdict } from './verifyChain';

interface EventRow {
  id: string;
  flag_set: string;
  subject: ChangeSubject;
  subject_key: string;
  environment: string | null;
  action: ChangeAction;
  actor: string;
  reason: string | null;
  before: unknown;
  after: unknown;
  revision: string;
  previous_hash: string;
  hash: string;
  created_at: Date;
}

export interface ListEventsOptions {
  flagSet: string;
  subject?: ChangeSubject;
  subjectKey?: string;
  environment?: string;
  limit: number;
  cursor?: string;
}

const verifyBatchSize = 500;

/** Reads the history; it is written by `changeFlagSet` only, together with what it tells of. */
export class DatabaseHistoryStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  /** Newest first. A question for one environment also finds changes that concern all. */
  async list(options: ListEventsOptions): Promise<Page<ChangeEvent>> {
    const { flagSet, subject, subjectKey, environment, limit, cursor } =
      options;
    const query = this.#db<EventRow>('change_events')
      .where({ flag_set: flagSet })
      .orderBy('id', 'desc')
      .limit(limit + 1);
    if (subject) {
      query.where({ subject });
    }
    if (subjectKey !== undefined) {
      query.where({ subject_key: subjectKey });
    }
    if (environment !== undefined) {
      query.where(either =>
        either.where({ environment }).orWhereNull('environment'),
      );
    }
    if (cursor !== undefined) {
      query.where('id', '<', decodeCursor(cursor)[0]);
    }
    const rows = await query;
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(toEvent),
      ...(rows.length > limit && last
        ? { nextCursor: encodeCursor(last.id) }
        : {}),
    };
  }

  async get(flagSet: string, id: number): Promise<ChangeEvent> {
    const row = await this.#db<EventRow>('change_events')
      .where({ flag_set: flagSet, id: String(id) })
      .first();
    if (!row) {
      throw new NotFoundError(
        `No event ${id} in the history of flag set '${flagSet}'`,
      );
    }
    return toEvent(row);
  }

  /** The names of all sets, also of deleted ones; a set whose history was removed counts too. */
  async listFlagSets(): Promise<string[]> {
    const sets: string[] = await this.#db('flag_sets').pluck('name');
    const told: string[] = await this.#db<EventRow>('change_events')
      .distinct('flag_set')
      .pluck('flag_set');
    return [...new Set([...sets, ...told])].sort();
  }

  async verify(flagSet: string): Promise<ChainVerdict> {
    const set = await this.#db('flag_sets').where({ name: flagSet }).first();
    // A set that was removed from the table, which the portal never does, is at no revision.
    return verifyChain(this.#oldestFirst(flagSet), Number(set?.revision ?? 0));
  }

  async *#oldestFirst(flagSet: string): AsyncGenerator<ChangeEvent> {
    let after = '0';
    for (;;) {
      const rows = await this.#db<EventRow>('change_events')
        .where({ flag_set: flagSet })
        .where('id', '>', after)
        .orderBy('id')
        .limit(verifyBatchSize);
      yield* rows.map(toEvent);
      const last = rows.at(-1);
      if (!last) {
        return;
      }
      after = last.id;
    }
  }
}

function toEvent(row: EventRow): ChangeEvent {
  return {
    id: Number(row.id),
    flagSet: row.flag_set,
    subject: row.subject,
    subjectKey: row.subject_key,
    environment: row.environment ?? undefined,
    action: row.action,
    actor: row.actor,
    reason: row.reason ?? undefined,
    before: row.before ?? undefined,
    after: row.after ?? undefined,
    revision: Number(row.revision),
    previousHash: row.previous_hash,
    hash: row.hash,
    createdAt: row.created_at.toISOString(),
  };
}
