import type { ShownKinds } from '@causeway/backend-common';
import type { Knex } from 'knex';

/** As long as what a reader may see is kept. */
const lifetimeMs = 60_000;

/** Reads of which kinds of entities there are results. */
export class KindReadModel implements ShownKinds {
  readonly #db: Knex;
  #kept: { kinds: Promise<Set<string>>; expiresAt: number } | undefined;

  constructor(options: { db: Knex }) {
    this.#db = options.db;
  }

  async hasSomeOf(kinds: readonly string[]): Promise<boolean> {
    if (kinds.length === 0) {
      return false;
    }
    const scored = await this.#getKinds();
    return kinds.some(kind => scored.has(kind));
  }

  #getKinds(): Promise<Set<string>> {
    const now = Date.now();
    if (!this.#kept || this.#kept.expiresAt <= now) {
      const kept = { kinds: this.#read(), expiresAt: now + lifetimeMs };
      this.#kept = kept;
      kept.kinds.catch(() => {
        if (this.#kept === kept) {
          this.#kept = undefined;
        }
      });
    }
    return this.#kept.kinds;
  }

  async #read(): Promise<Set<string>> {
    const { rows } = await this.#db.raw<{ rows: { kind: string }[] }>(
      'select distinct kind from entity_results',
    );
    return new Set(rows.map(({ kind }) => kind));
  }
}
