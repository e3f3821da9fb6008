import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import type { DatabaseScorecardStore } from '../scorecards/DatabaseScorecardStore';
import type {
  CompiledScorecard,
  ScorecardVersion,
} from '../scorecards/compileScorecard';
import type { FactGatherer } from '../facts/FactGatherer';
import type { DatabaseResultStore } from './DatabaseResultStore';
import {
  evaluatePage,
  planPage,
  versionKey,
  type PageEntity,
} from './evaluatePage';
import type { Fault } from './results';

export type VersionMap = ReadonlyMap<string, ScorecardVersion>;

/** What a page came to. */
export interface PageOutcome {
  written: number;
  /** Rules that were run, counted for each entity. */
  evaluations: number;
  faults: Fault[];
  /** Entities that differ from what their results had been made from. */
  changedEntities: Set<string>;
}

/** Takes a page of entities from the catalog to stored results. */
export class PageEvaluator {
  readonly #results: DatabaseResultStore;
  readonly #facts: FactGatherer;
  readonly #scorecards: Pick<DatabaseScorecardStore, 'listRuleVersions'>;

  constructor(options: {
    results: DatabaseResultStore;
    facts: FactGatherer;
    scorecards: Pick<DatabaseScorecardStore, 'listRuleVersions'>;
  }) {
    this.#results = options.results;
    this.#facts = options.facts;
    this.#scorecards = options.scorecards;
  }

  /** Versions that results may bear; read once for many pages. */
  async getVersions(): Promise<VersionMap> {
    const versions = await this.#scorecards.listRuleVersions();
    return new Map(
      versions.map(({ scorecardId, version }) => [
        versionKey(scorecardId, version.version),
        version,
      ]),
    );
  }

  async evaluate(
    entities: readonly Entity[],
    options: {
      cards: readonly CompiledScorecard[];
      versions: VersionMap;
      /** When the entities were read from the catalog. */
      readAt: Date;
      /** When the last full run began. */
      knownUntil?: string;
    },
  ): Promise<PageOutcome> {
    const { cards, versions, readAt, knownUntil } = options;
    const now = readAt.getTime();
    const requests = entities.map(entity => ({
      entityRef: stringifyEntityRef(entity),
      entity,
      factRefs: new Set(
        cards
          .filter(card => card.factRefs.length > 0 && card.isApplicable(entity))
          .flatMap(card => card.factRefs),
      ),
    }));
    const [stored, gathered] = await Promise.all([
      this.#results.getResults(requests.map(({ entityRef }) => entityRef)),
      this.#facts.gather(requests, { now, knownUntil }),
    ]);
    const subjects = requests.map(
      ({ entityRef, entity }): PageEntity => ({
        entityRef,
        entity,
        facts: gathered.facts.get(entityRef) ?? new Map(),
      }),
    );

    const plan = planPage({ entities: subjects, cards, stored, versions, now });
    const storedFindings = await this.#results.getFindings(
      plan.jobs.flatMap(job => (job.stored ? [job.stored] : [])),
    );
    const page = evaluatePage({ jobs: plan.jobs, storedFindings, now });
    const written = await this.#results.write({
      results: page.results,
      transitions: page.transitions,
      removals: plan.removals,
      facts: gathered.updates,
      readAt,
    });
    return {
      written,
      evaluations: page.evaluations,
      faults: [...gathered.faults, ...page.faults],
      changedEntities: plan.changedEntities,
    };
  }
}
