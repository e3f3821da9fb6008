import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { CompiledScorecards } from '../scorecards/CompiledScorecards';
import type { DatabaseScorecardStore } from '../scorecards/DatabaseScorecardStore';
import type { DatabaseResultStore } from './DatabaseResultStore';
import type { DatabaseRunStore } from './DatabaseRunStore';
import type { PageEvaluator } from './PageEvaluator';
import type { Fault } from './results';

/** Each page costs up to four SQL statements, whatever it holds. */
const pageSize = 1000;

/** What a run over the whole catalog came to. */
export interface FullRunOutcome {
  entities: number;
  written: number;
  evaluations: number;
  removed: number;
  faults: Fault[];
}

/** Evaluates the whole catalog, which also mends what the queue missed. */
export class FullRun {
  readonly #auth: AuthService;
  readonly #catalog: Pick<
    CatalogService,
    'queryEntities' | 'getEntitiesByRefs'
  >;
  readonly #cards: Pick<CompiledScorecards, 'get'>;
  readonly #evaluator: PageEvaluator;
  readonly #logger: LoggerService;
  readonly #results: DatabaseResultStore;
  readonly #runs: DatabaseRunStore;
  readonly #scorecards: Pick<DatabaseScorecardStore, 'pruneVersions'>;

  constructor(options: {
    auth: AuthService;
    catalog: Pick<CatalogService, 'queryEntities' | 'getEntitiesByRefs'>;
    cards: Pick<CompiledScorecards, 'get'>;
    evaluator: PageEvaluator;
    logger: LoggerService;
    results: DatabaseResultStore;
    runs: DatabaseRunStore;
    scorecards: Pick<DatabaseScorecardStore, 'pruneVersions'>;
  }) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
    this.#cards = options.cards;
    this.#evaluator = options.evaluator;
    this.#logger = options.logger;
    this.#results = options.results;
    this.#runs = options.runs;
    this.#scorecards = options.scorecards;
  }

  async run(signal?: AbortSignal): Promise<FullRunOutcome> {
    const startedAt = new Date();
    const cards = await this.#cards.get();
    const versions = await this.#evaluator.getVersions();
    const previous = await this.#runs.getLastFinished();
    const runId = await this.#runs.start(startedAt);
    const outcome: FullRunOutcome = {
      entities: 0,
      written: 0,
      evaluations: 0,
      removed: 0,
      faults: [],
    };
    const seen = new Set<string>();

    for await (const page of this.#readCatalog()) {
      signal?.throwIfAborted();
      page.entities.forEach(entity => seen.add(stringifyEntityRef(entity)));
      const { written, evaluations, faults } = await this.#evaluator.evaluate(
        page.entities,
        {
          cards,
          versions,
          readAt: page.readAt,
          knownUntil: previous?.startedAt,
        },
      );
      outcome.entities += page.entities.length;
      outcome.written += written;
      outcome.evaluations += evaluations;
      faults.forEach(fault => addFault(outcome.faults, fault));
    }

    outcome.removed = await this.#removeDeleted(seen, startedAt);
    await this.#results.rollUp();
    await this.#scorecards.pruneVersions();
    await this.#runs.finish(runId, outcome);
    this.#report(outcome, startedAt);
    return outcome;
  }

  async *#readCatalog(): AsyncIterable<{ entities: Entity[]; readAt: Date }> {
    let cursor: string | undefined;
    do {
      const readAt = new Date();
      const { items, pageInfo } = await this.#catalog.queryEntities(
        { ...(cursor && { cursor }), limit: pageSize, totalItems: 'exclude' },
        // A token is good for an hour at most, so a long run needs more than one.
        { credentials: await this.#auth.getOwnServiceCredentials() },
      );
      cursor = pageInfo.nextCursor;
      if (items.length > 0) {
        yield { entities: items, readAt };
      }
    } while (cursor);
  }

  /** Pages of a catalog that changes may miss an entity, so the catalog is asked again before anything is removed. */
  async #removeDeleted(
    seen: ReadonlySet<string>,
    startedAt: Date,
  ): Promise<number> {
    const candidates = await this.#results.findOthers(seen, {
      evaluatedBefore: startedAt,
    });
    let removed = 0;
    for (let start = 0; start < candidates.length; start += pageSize) {
      const entityRefs = candidates.slice(start, start + pageSize);
      const { items } = await this.#catalog.getEntitiesByRefs(
        { entityRefs, fields: ['metadata.name'] },
        { credentials: await this.#auth.getOwnServiceCredentials() },
      );
      const gone = entityRefs.filter((_, index) => !items[index]);
      await this.#results.removeEntities(gone);
      removed += gone.length;
    }
    return removed;
  }

  #report(outcome: FullRunOutcome, startedAt: Date): void {
    const { faults, entities, written, evaluations, removed } = outcome;
    this.#logger.info('Evaluated the scorecards of the catalog', {
      entities,
      written,
      evaluations,
      removed,
      seconds: (Date.now() - startedAt.getTime()) / 1000,
    });
    for (const fault of faults) {
      if (fault.type === 'rule') {
        this.#logger.warn(
          `The rule '${fault.ruleId}' of scorecard '${fault.scorecardId}' broke for ${fault.entities} entities: ${fault.message}`,
        );
      }
    }
  }
}

/** Adds up faults of pages: the same rule or source is named once. */
function addFault(faults: Fault[], fault: Fault): void {
  const same = faults.find(other => isSameFault(other, fault));
  if (same) {
    same.entities += fault.entities;
  } else {
    faults.push({ ...fault });
  }
}

function isSameFault(a: Fault, b: Fault): boolean {
  return a.type === 'fact'
    ? b.type === 'fact' && a.factRef === b.factRef
    : b.type === 'rule' &&
        a.scorecardId === b.scorecardId &&
        a.ruleId === b.ruleId;
}
