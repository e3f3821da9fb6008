import type { Knex } from 'knex';

/** Answers for owners, over all questions; a few kilobytes each at most. */
const maximumAnswers = 100_000;

interface OwnerQuestion<T> {
  /** What is asked, besides the scorecard and the owners. */
  question: string;
  scorecardId: string;
  /** All if absent; the empty text is for entities without one. */
  owners?: readonly string[];
  /** Answers by owner, of those given or of all; an owner without results may be left out. */
  compute: (
    owners: readonly string[] | undefined,
  ) => Promise<ReadonlyMap<string, T>>;
}

/** By owner; without an answer for one that has no results any more. */
type OwnerAnswers<T> = Map<
  string,
  { revision: string | undefined; answer: T | undefined }
>;

/** Keeps an answer for each owner until one of the owner's results is written. */
export class OwnerCache<T> {
  readonly #db: Knex;
  readonly #kept = new Map<string, OwnerAnswers<T>>();
  readonly #last = new Map<string, Promise<unknown>>();

  constructor(options: { db: Knex }) {
    this.#db = options.db;
  }

  /** Whether the question was asked before, so that few owners at most are computed. */
  has(asked: Pick<OwnerQuestion<T>, 'question' | 'scorecardId'>): boolean {
    return this.#kept.has(toKey(asked));
  }

  /** An answer for each of the owners that has results. */
  async get(asked: OwnerQuestion<T>): Promise<Map<string, T>> {
    const key = toKey(asked);
    // One after the other, so that many who ask the same at once have it computed once.
    const previous = this.#last.get(key) ?? Promise.resolve();
    const answers = previous.then(() => this.#get(key, asked));
    this.#last.set(
      key,
      answers.catch(() => {}),
    );
    return answers;
  }

  async #get(key: string, asked: OwnerQuestion<T>): Promise<Map<string, T>> {
    const { scorecardId, owners, compute } = asked;
    // Read before the answers are computed, which may then only be newer than they say.
    const revisions = await this.#readRevisions(scorecardId, owners);
    const kept: OwnerAnswers<T> = this.#kept.get(key) ?? new Map();
    const changed = [...revisions].flatMap(([owner, revision]) =>
      kept.get(owner)?.revision === revision ? [] : [owner],
    );
    if (changed.length > 0) {
      const fresh = await compute(
        // One condition for all is cheaper than a list of them.
        changed.length < revisions.size ? changed : owners,
      );
      this.#makeRoom(changed.length);
      this.#kept.set(key, kept);
      for (const owner of changed) {
        kept.set(owner, {
          revision: revisions.get(owner),
          answer: fresh.get(owner),
        });
      }
    }
    const answers = new Map<string, T>();
    for (const owner of revisions.keys()) {
      const answer = kept.get(owner)?.answer;
      if (answer !== undefined) {
        answers.set(owner, answer);
      }
    }
    return answers;
  }

  #makeRoom(needed: number): void {
    let size = needed;
    this.#kept.forEach(answers => {
      size += answers.size;
    });
    if (size > maximumAnswers) {
      this.#kept.clear();
    }
  }

  async #readRevisions(
    scorecardId: string,
    owners: readonly string[] | undefined,
  ): Promise<Map<string, string>> {
    const { rows } = await this.#db.raw<{
      rows: { owner_ref: string; revision: string }[];
    }>(
      `select owner_ref, revision from owner_revisions
       where scorecard_id = ? and (?::text[] is null or owner_ref = any(?))`,
      [scorecardId, owners ? [...owners] : null, owners ? [...owners] : null],
    );
    return new Map(rows.map(row => [row.owner_ref, row.revision]));
  }
}

function toKey(
  asked: Pick<OwnerQuestion<unknown>, 'question' | 'scorecardId'>,
): string {
  return `${asked.scorecardId}\n${asked.question}`;
}
