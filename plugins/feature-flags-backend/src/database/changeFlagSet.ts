import { NotFoundError } from '@backstage/errors';
import type { ChangeEvent } from '@causeway/plugin-feature-flags-common';
import type { Knex } from 'knex';
import { firstPreviousHash, hashEvent } from '../history/hashEvent';

/** The channel on which every replica hears of a change, as `<flagSet>:<revision>`. */
const changeChannel = 'feature_flags';

type NewEvent = Pick<
  ChangeEvent,
  | 'subject'
  | 'subjectKey'
  | 'environment'
  | 'action'
  | 'reason'
  | 'before'
  | 'after'
>;

export interface FlagSetChange {
  readonly transaction: Knex.Transaction;
  /** When all that is changed counts as changed. */
  readonly at: string;
  readonly actor: string;
  /**
   * Takes the next revision of the set, writes what belongs to it, and tells it in the history.
   * One call is one event; a transaction may make several.
   */
  record(
    event: NewEvent,
    write: (setRevision: number) => Promise<void>,
  ): Promise<void>;
}

/**
 * The only way in which anything of a flag set changes.
 *
 * @remarks
 * The row of the set is locked first, so that changes of one set follow each
 * other: that keeps the hash chain in order, and lets what was read inside, such
 * as the prerequisites of other flags, be relied on until the commit.
 */
export async function changeFlagSet<T>(
  db: Knex,
  options: { flagSet: string; actor: string },
  work: (change: FlagSetChange) => Promise<T>,
): Promise<T> {
  return db.transaction(async transaction => {
    await lockFlagSet(transaction, options.flagSet);
    return work(createChange(transaction, options));
  });
}

/** Does the same and takes all of it back, to say what a change would come to. */
export async function previewFlagSetChange<T>(
  db: Knex,
  options: { flagSet: string; actor: string },
  work: (change: FlagSetChange) => Promise<T>,
): Promise<T> {
  const transaction = await db.transaction();
  try {
    await lockFlagSet(transaction, options.flagSet);
    return await work(createChange(transaction, options));
  } finally {
    await transaction.rollback();
  }
}

async function lockFlagSet(
  transaction: Knex.Transaction,
  flagSet: string,
): Promise<void> {
  const set = await transaction('flag_sets')
    .where({ name: flagSet })
    .whereNull('deleted_at')
    .forUpdate()
    .first('name');
  if (!set) {
    throw new NotFoundError(`No flag set '${flagSet}'`);
  }
}

/** For the creation of a set, whose row the transaction itself has just made. */
export function createChange(
  transaction: Knex.Transaction,
  { flagSet, actor }: { flagSet: string; actor: string },
): FlagSetChange {
  const at = new Date().toISOString();
  return {
    transaction,
    at,
    actor,
    async record(event, write) {
      const [{ revision }] = await transaction('flag_sets')
        .where({ name: flagSet })
        .increment('revision', 1)
        .returning('revision');
      await write(Number(revision));
      await appendEvent(transaction, {
        ...event,
        flagSet,
        actor,
        revision: Number(revision),
        createdAt: at,
      });
      await transaction.raw('SELECT pg_notify(?, ?)', [
        changeChannel,
        `${flagSet}:${revision}`,
      ]);
    },
  };
}

async function appendEvent(
  transaction: Knex.Transaction,
  told: Omit<ChangeEvent, 'id' | 'previousHash' | 'hash'>,
): Promise<void> {
  const last = await transaction('change_events')
    .where({ flag_set: told.flagSet })
    .orderBy('id', 'desc')
    .first('hash');
  const event = { ...told, previousHash: last?.hash ?? firstPreviousHash };
  await transaction('change_events').insert({
    flag_set: event.flagSet,
    subject: event.subject,
    subject_key: event.subjectKey,
    environment: event.environment,
    action: event.action,
    actor: event.actor,
    reason: event.reason,
    before: toJson(event.before),
    after: toJson(event.after),
    revision: event.revision,
    previous_hash: event.previousHash,
    hash: hashEvent(event),
    created_at: event.createdAt,
  });
}

function toJson(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}
