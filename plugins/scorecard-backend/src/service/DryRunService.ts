import type {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { ServiceUnavailableError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  compareScorecards,
  parseRuleFile,
  type DryRun,
  type Fact,
  type ScorecardComparison,
} from '@causeway/plugin-scorecard-common';
import type { DatabaseFactStore } from '../facts/DatabaseFactStore';
import type { FactGatherer } from '../facts/FactGatherer';
import {
  toCatalogCredentials,
  type CatalogVisibility,
} from '@causeway/backend-common';
import { DryRunTally } from './DryRunTally';
import type { ScorecardService } from './ScorecardService';

/** Each reads the whole catalog. */
const maximumRuns = 2;

/** Tells what a rule file would change for the entities that the caller may read. */
export class DryRunService {
  readonly #auth: AuthService;
  readonly #catalog: Pick<CatalogService, 'streamEntities'>;
  readonly #facts: Pick<DatabaseFactStore, 'get'>;
  readonly #gatherer: Pick<FactGatherer, 'gather'>;
  readonly #knownFactRefs: ReadonlySet<string>;
  readonly #scorecards: ScorecardService;
  readonly #visibility: CatalogVisibility;
  #runs = 0;

  constructor(options: {
    auth: AuthService;
    catalog: Pick<CatalogService, 'streamEntities'>;
    facts: Pick<DatabaseFactStore, 'get'>;
    gatherer: Pick<FactGatherer, 'gather'>;
    knownFactRefs: ReadonlySet<string>;
    scorecards: ScorecardService;
    visibility: CatalogVisibility;
  }) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
    this.#facts = options.facts;
    this.#gatherer = options.gatherer;
    this.#knownFactRefs = options.knownFactRefs;
    this.#scorecards = options.scorecards;
    this.#visibility = options.visibility;
  }

  async run(
    options: {
      /** Of a rule file. */
      text: string;
      /** Entities that are listed. */
      limit: number;
      signal: AbortSignal;
    },
    { credentials }: { credentials: BackstageCredentials },
  ): Promise<DryRun> {
    const { text, limit, signal } = options;
    await this.#visibility.assertReader(credentials);
    const { scorecard, problems } = parseRuleFile({
      text,
      file: 'scorecard.yaml',
      knownFactRefs: this.#knownFactRefs,
    });
    if (!scorecard) {
      return {
        isNew: false,
        entities: 0,
        changed: 0,
        rules: [],
        items: [],
        problems,
      };
    }
    if (this.#runs >= maximumRuns) {
      throw new ServiceUnavailableError(
        `${maximumRuns} rule files are being tried already; try again in a moment`,
      );
    }
    this.#runs += 1;
    try {
      const before = (await this.#scorecards.listVersioned()).get(scorecard.id);
      const tally = new DryRunTally(limit);
      const comparison = compareScorecards({
        before: before?.scorecard,
        after: scorecard,
      });
      const pages = this.#catalog.streamEntities(
        {},
        { credentials: await toCatalogCredentials(credentials, this.#auth) },
      );
      for await (const page of pages) {
        signal.throwIfAborted();
        await this.#compare(comparison, page, tally);
      }
      return {
        scorecardId: scorecard.id,
        isNew: before === undefined,
        ...tally.finish(),
        problems,
      };
    } finally {
      this.#runs -= 1;
    }
  }

  async #compare(
    comparison: ScorecardComparison,
    entities: readonly Entity[],
    tally: DryRunTally,
  ): Promise<void> {
    const now = Date.now();
    const facts = await this.#readFacts(entities, comparison.factRefs, now);
    for (const entity of entities) {
      const change = comparison.compare(
        { entity, facts: facts.get(stringifyEntityRef(entity)) ?? new Map() },
        now,
      );
      tally.add(change);
    }
  }

  /** Sources are asked only for what no run has asked them for. */
  async #readFacts(
    entities: readonly Entity[],
    factRefs: readonly string[],
    now: number,
  ): Promise<Map<string, Map<string, Fact>>> {
    const facts = new Map<string, Map<string, Fact>>();
    if (factRefs.length === 0) {
      return facts;
    }
    const requests = entities.map(entity => ({
      entityRef: stringifyEntityRef(entity),
      entity,
    }));
    const stored = await this.#facts.get(
      requests.map(({ entityRef }) => entityRef),
      factRefs,
    );
    const { facts: gathered } = await this.#gatherer.gather(
      requests.map(request => ({
        ...request,
        factRefs: new Set(
          factRefs.filter(
            factRef => !stored.get(request.entityRef)?.has(factRef),
          ),
        ),
      })),
      { now },
    );
    for (const { entityRef } of requests) {
      const known = new Map<string, Fact>(gathered.get(entityRef));
      stored.get(entityRef)?.forEach((fact, factRef) => {
        const { source, value, collectedAt } = fact;
        known.set(
          factRef,
          fact.status === 'known'
            ? { status: 'known', value, collectedAt, source }
            : {
                status: 'unknown',
                message: fact.message ?? `The fact '${factRef}' is unknown`,
                source,
              },
        );
      });
      facts.set(entityRef, known);
    }
    return facts;
  }
}
