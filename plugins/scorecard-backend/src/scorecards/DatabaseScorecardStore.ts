import type { RuleProblem, Scorecard } from '@causeway/plugin-scorecard-common';
import type { Knex } from 'knex';
import {
  toVersion,
  type CompiledScorecard,
  type ScorecardVersion,
} from './compileScorecard';

/** A scorecard as it is stored. */
export interface StoredScorecard {
  scorecard: Scorecard;
  version: string;
  problems: RuleProblem[];
  source: string;
  changedAt: string;
}

/** What was found in a source of scorecards. */
export interface ScorecardSourceState {
  source: string;
  scorecardId?: string;
  contentHash?: string;
  problems: RuleProblem[];
  changedAt: string;
}

interface ScorecardRow {
  id: string;
  version: string;
  definition: Scorecard;
  problems: RuleProblem[];
  source: string;
  changed_at: Date;
}

interface SourceRow {
  source: string;
  scorecard_id: string | null;
  content_hash: string | null;
  problems: RuleProblem[];
  changed_at: Date;
}

interface VersionRow {
  scorecard_id: string;
  version: string;
  rules: ScorecardVersion['rules'];
  fact_refs: string[];
  created_at: Date;
}

/** Scorecards that the replicas agree on, whatever their files say at the moment. */
export class DatabaseScorecardStore {
  readonly #db: Knex;

  constructor(options: { db: Knex }) {
    this.#db = options.db;
  }

  async list(): Promise<StoredScorecard[]> {
    const rows = await this.#db<ScorecardRow>('scorecards').orderBy('id');
    return rows.map(row => ({
      scorecard: row.definition,
      version: row.version,
      problems: row.problems,
      source: row.source,
      changedAt: row.changed_at.toISOString(),
    }));
  }

  /** Ids and versions, to see whether anything changed. */
  async listVersions(): Promise<{ id: string; version: string }[]> {
    return this.#db<ScorecardRow>('scorecards')
      .select('id', 'version')
      .orderBy('id');
  }

  async listSources(): Promise<ScorecardSourceState[]> {
    const rows = await this.#db<SourceRow>('scorecard_sources').orderBy(
      'source',
    );
    return rows.map(row => ({
      source: row.source,
      scorecardId: row.scorecard_id ?? undefined,
      contentHash: row.content_hash ?? undefined,
      problems: row.problems,
      changedAt: row.changed_at.toISOString(),
    }));
  }

  /** Versions that results may bear, by scorecard. */
  async listRuleVersions(): Promise<
    { scorecardId: string; version: ScorecardVersion }[]
  > {
    const rows = await this.#db<VersionRow>('scorecard_versions');
    return rows.map(row => ({
      scorecardId: row.scorecard_id,
      version: {
        version: row.version,
        rules: row.rules,
        factRefs: row.fact_refs,
      },
    }));
  }

  /** Stores a scorecard and the version that its results will bear. */
  async save(
    card: CompiledScorecard,
    options: { problems: RuleProblem[]; source: string },
  ): Promise<void> {
    const now = new Date();
    const { scorecard } = card;
    const { version, rules, factRefs } = toVersion(card);
    await this.#db.transaction(async tx => {
      await tx('scorecard_versions')
        .insert({
          scorecard_id: scorecard.id,
          version,
          rules: JSON.stringify(rules),
          fact_refs: JSON.stringify(factRefs),
          created_at: now,
        })
        .onConflict(['scorecard_id', 'version'])
        .ignore();
      await tx('scorecards')
        .insert({
          id: scorecard.id,
          version,
          definition: JSON.stringify(scorecard),
          problems: JSON.stringify(options.problems),
          source: options.source,
          changed_at: now,
        })
        .onConflict('id')
        .merge();
    });
  }

  async saveSource(state: Omit<ScorecardSourceState, 'changedAt'>) {
    await this.#db('scorecard_sources')
      .insert({
        source: state.source,
        scorecard_id: state.scorecardId ?? null,
        content_hash: state.contentHash ?? null,
        problems: JSON.stringify(state.problems),
        changed_at: new Date(),
      })
      .onConflict('source')
      .merge();
  }

  /**
   * Forgets sources that are gone, and scorecards that stand in no source with their
   * results; their history stays, for a file may come back.
   */
  async retain(options: {
    sources: readonly string[];
    scorecardIds: readonly string[];
  }): Promise<void> {
    const sources = [...options.sources];
    const scorecardIds = [...options.scorecardIds];
    await this.#db.raw(
      `with old_sources as (
         delete from scorecard_sources where source <> all(?::text[])
       ),
       old_results as (
         delete from entity_results where scorecard_id <> all(?::text[])
       ),
       old_versions as (
         delete from scorecard_versions where scorecard_id <> all(?::text[])
       )
       delete from scorecards where id <> all(?::text[])`,
      [sources, scorecardIds, scorecardIds, scorecardIds],
    );
  }

  /** Forgets versions that no result bears any more. */
  async pruneVersions(): Promise<void> {
    await this.#db.raw(
      `with borne as (
         select distinct scorecard_id, scorecard_version from entity_results
         union
         select id, version from scorecards
       )
       delete from scorecard_versions old
       where not exists (
         select from borne
         where borne.scorecard_id = old.scorecard_id
           and borne.scorecard_version = old.version
       )`,
    );
  }
}
