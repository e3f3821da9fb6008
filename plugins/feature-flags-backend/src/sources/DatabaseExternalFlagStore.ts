import type { ExternalFlag } from '@causeway/plugin-feature-flags-common';
import type { Knex } from 'knex';

interface ExternalFlagsRow {
  source: string;
  project: string;
  flags: ExternalFlag[];
  as_of: Date;
}

/** What a source answered about a project, and when. */
export interface KnownFlags {
  items: ExternalFlag[];
  asOf: Date;
}

export interface SourceProject {
  source: string;
  project: string;
}

/** Remembers the last answer of each source about each project. */
export class DatabaseExternalFlagStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async get(scope: SourceProject): Promise<KnownFlags | undefined> {
    const row = await this.#db<ExternalFlagsRow>('external_flags')
      .where(toKey(scope))
      .first();
    return row && { items: row.flags, asOf: row.as_of };
  }

  async put(scope: SourceProject, { items, asOf }: KnownFlags): Promise<void> {
    await this.#db('external_flags')
      .insert({
        ...toKey(scope),
        flags: JSON.stringify(items),
        as_of: asOf,
      })
      .onConflict(['source', 'project'])
      .merge();
  }

  async delete(scope: SourceProject): Promise<void> {
    await this.#db('external_flags').where(toKey(scope)).delete();
  }

  /** Forgets the answers of sources that are no longer configured. */
  async keepOnly(sources: string[]): Promise<void> {
    await this.#db('external_flags').whereNotIn('source', sources).delete();
  }
}

function toKey({ source, project }: SourceProject): SourceProject {
  return { source, project };
}
