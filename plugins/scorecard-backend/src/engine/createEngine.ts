import type {
  AuthService,
  LoggerService,
  RootConfigService,
  UrlReaderService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { readDuration } from '@causeway/backend-common';
import type { FactCollector } from '@causeway/plugin-scorecard-node';
import type { Knex } from 'knex';
import { DatabaseFactStore } from '../facts/DatabaseFactStore';
import { FactGatherer } from '../facts/FactGatherer';
import { DatabaseEvaluationQueue } from '../queue/DatabaseEvaluationQueue';
import { QueueWorker } from '../queue/QueueWorker';
import { CatalogScorecards } from '../scorecards/CatalogScorecards';
import { CompiledScorecards } from '../scorecards/CompiledScorecards';
import { DatabaseScorecardStore } from '../scorecards/DatabaseScorecardStore';
import { FileWatcher } from '../scorecards/FileWatcher';
import { readConfiguredSources } from '../scorecards/readConfiguredSources';
import { ScorecardSync } from '../scorecards/ScorecardSync';
import { DatabaseResultStore } from './DatabaseResultStore';
import { DatabaseRunStore } from './DatabaseRunStore';
import { FullRun } from './FullRun';
import { PageEvaluator } from './PageEvaluator';

const defaultCollectorTimeout = { seconds: 20 };

/** Everything that evaluates scorecards, and what reads and changes its data. */
export interface Engine {
  cards: CompiledScorecards;
  evaluator: PageEvaluator;
  facts: DatabaseFactStore;
  fullRun: FullRun;
  gatherer: FactGatherer;
  /** Facts that rules may read: those with a collector and those that may be pushed. */
  knownFactRefs: ReadonlySet<string>;
  /** Facts that may be pushed. */
  pushedFactRefs: ReadonlySet<string>;
  queue: DatabaseEvaluationQueue;
  results: DatabaseResultStore;
  runs: DatabaseRunStore;
  scorecards: DatabaseScorecardStore;
  sync: ScorecardSync;
  watcher: FileWatcher;
  worker: QueueWorker;
}

/** Composes the engine. */
export function createEngine(options: {
  auth: AuthService;
  catalog: CatalogService;
  collectors: ReadonlyMap<string, FactCollector>;
  config: RootConfigService;
  db: Knex;
  logger: LoggerService;
  urlReader: UrlReaderService;
}): Engine {
  const { auth, catalog, collectors, config, db, logger, urlReader } = options;
  const pushedFactRefs = new Set(
    config.getOptionalStringArray('scorecard.pushedFacts') ?? [],
  );
  for (const factRef of pushedFactRefs) {
    if (collectors.has(factRef)) {
      throw new Error(
        `The fact '${factRef}' of scorecard.pushedFacts has a collector already; remove it from the configuration`,
      );
    }
  }
  const knownFactRefs = new Set([...collectors.keys(), ...pushedFactRefs]);
  const timeoutMs = readDuration(
    config,
    'scorecard.collectorTimeout',
    defaultCollectorTimeout,
  );

  const facts = new DatabaseFactStore({ db });
  const queue = new DatabaseEvaluationQueue({ db });
  const results = new DatabaseResultStore({ db });
  const runs = new DatabaseRunStore({ db });
  const scorecards = new DatabaseScorecardStore({ db });
  const cards = new CompiledScorecards({ store: scorecards });
  const gatherer = new FactGatherer({
    collectors,
    store: facts,
    logger,
    timeoutMs,
  });
  const evaluator = new PageEvaluator({ results, facts: gatherer, scorecards });
  const catalogScorecards = new CatalogScorecards({ auth, catalog });
  const { sources, paths } = readConfiguredSources({ config, urlReader });

  return {
    cards,
    evaluator,
    facts,
    fullRun: new FullRun({
      auth,
      catalog,
      cards,
      evaluator,
      logger,
      results,
      runs,
      scorecards,
    }),
    gatherer,
    knownFactRefs,
    pushedFactRefs,
    queue,
    results,
    runs,
    scorecards,
    sync: new ScorecardSync({
      store: scorecards,
      logger,
      configured: sources,
      listCatalogSources: () => catalogScorecards.list(),
      knownFactRefs,
    }),
    watcher: new FileWatcher({ paths }),
    worker: new QueueWorker({
      auth,
      catalog,
      cards,
      evaluator,
      logger,
      queue,
      results,
      runs,
    }),
  };
}
