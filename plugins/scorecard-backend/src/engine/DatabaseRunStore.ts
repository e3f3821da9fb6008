import type { Knex } from 'knex';
import type { Fault } from './results';

/** A run over the whole catalog. Dates are ISO dates. */
export interface Run {
  id: number;
  startedAt: string;
  /** Absent while it runs, and for ever if it was broken off. */
  finishedAt?: string;
  entities: number;
  /** Results that were written. */
  written: number;
  faults: Fault[];
}

interface RunRow {
  id: string;
  started_at: Date;
  finished_at: Date | null;
  entities: number;
  written: number;
  faults: Fault[] | null;
}

/** Runs that are kept, so that the page can show the last ones. */
const keptRuns = 100;

/** The last runs over the whole catalog, in PostgreSQL. */
export class DatabaseRunStore {
  readonly #db: Knex;

  constructor(options: { db: Knex }) {
    this.#db = options.db;
  }

  async start(startedAt: Date): Promise<number> {
    const [{ id }] = await this.#db('runs')
      .insert({ started_at: startedAt })
      .returning<{ id: string }[]>('id');
    return Number(id);
  }

  async finish(
    id: number,
    outcome: Pick<Run, 'entities' | 'written' | 'faults'>,
  ): Promise<void> {
    await this.#db.raw(
      `with old as (delete from runs where id <= ?)
       update runs set finished_at = ?, entities = ?, written = ?, faults = ?
       where id = ?`,
      [
        id - keptRuns,
        new Date(),
        outcome.entities,
        outcome.written,
        JSON.stringify(outcome.faults),
        id,
      ],
    );
  }

  /** The last run that came to its end. */
  async getLastFinished(): Promise<Run | undefined> {
    const row = await this.#db<RunRow>('runs')
      .whereNotNull('finished_at')
      .orderBy('id', 'desc')
      .first();
    return (
      row && {
        id: Number(row.id),
        startedAt: row.started_at.toISOString(),
        finishedAt: row.finished_at?.toISOString(),
        entities: row.entities,
        written: row.written,
        faults: row.faults ?? [],
      }
    );
  }
}
