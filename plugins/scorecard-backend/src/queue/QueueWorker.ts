import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { DatabaseResultStore } from '../engine/DatabaseResultStore';
import type { DatabaseRunStore } from '../engine/DatabaseRunStore';
import type { PageEvaluator } from '../engine/PageEvaluator';
import type { CompiledScorecards } from '../scorecards/CompiledScorecards';
import type {
  DatabaseEvaluationQueue,
  QueueItem,
} from './DatabaseEvaluationQueue';

const batchSize = 200;

/**
 * How long to wait for the catalog, by the number of looks before.
 *
 * @remarks
 * The catalog tells of a change when it has processed an entity. What it serves is
 * stitched a moment later, and so the first look may still find the old entity.
 */
const recheckDelaysMs = [1000, 2000, 4000];

/** Takes entities that changed from the queue to their results. */
export class QueueWorker {
  readonly #auth: AuthService;
  readonly #catalog: Pick<CatalogService, 'getEntitiesByRefs'>;
  readonly #cards: Pick<CompiledScorecards, 'get'>;
  readonly #evaluator: PageEvaluator;
  readonly #logger: LoggerService;
  readonly #queue: DatabaseEvaluationQueue;
  readonly #results: Pick<DatabaseResultStore, 'removeEntities'>;
  readonly #runs: Pick<DatabaseRunStore, 'getLastFinished'>;

  constructor(options: {
    auth: AuthService;
    catalog: Pick<CatalogService, 'getEntitiesByRefs'>;
    cards: Pick<CompiledScorecards, 'get'>;
    evaluator: PageEvaluator;
    logger: LoggerService;
    queue: DatabaseEvaluationQueue;
    results: Pick<DatabaseResultStore, 'removeEntities'>;
    runs: Pick<DatabaseRunStore, 'getLastFinished'>;
  }) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
    this.#cards = options.cards;
    this.#evaluator = options.evaluator;
    this.#logger = options.logger;
    this.#queue = options.queue;
    this.#results = options.results;
    this.#runs = options.runs;
  }

  /**
   * Evaluates what is due until nothing is.
   *
   * @returns how many items were taken
   */
  async drain(signal?: AbortSignal): Promise<number> {
    let taken = 0;
    while (!signal?.aborted) {
      const items = await this.#queue.claim({ limit: batchSize });
      if (items.length === 0) {
        break;
      }
      taken += items.length;
      await this.#process(items);
    }
    return taken;
  }

  async #process(items: readonly QueueItem[]): Promise<void> {
    const entityRefs = items.map(({ entityRef }) => entityRef);
    const readAt = new Date();
    const [found, cards, versions, lastRun] = await Promise.all([
      this.#catalog.getEntitiesByRefs(
        { entityRefs },
        { credentials: await this.#auth.getOwnServiceCredentials() },
      ),
      this.#cards.get(),
      this.#evaluator.getVersions(),
      this.#runs.getLastFinished(),
    ]);
    const entities = new Map<string, Entity>();
    found.items.forEach((entity, index) => {
      if (entity) {
        entities.set(entityRefs[index], entity);
      }
    });
    const { changedEntities } = await this.#evaluator.evaluate(
      [...entities.values()],
      { cards, versions, readAt, knownUntil: lastRun?.startedAt },
    );

    const waiting = items.filter(
      ({ cause, entityRef, attempts }) =>
        (cause === 'entity' || cause === 'related') &&
        attempts < recheckDelaysMs.length &&
        !changedEntities.has(entityRef),
    );
    const settled = items.filter(item => !waiting.includes(item));
    await this.#results.removeEntities(
      settled.flatMap(({ entityRef }) =>
        entities.has(entityRef) ? [] : [entityRef],
      ),
    );
    await this.#queueRelated(items, { entities, changedEntities });
    for (const [attempts, delayMs] of recheckDelaysMs.entries()) {
      await this.#queue.defer(
        waiting.filter(item => item.attempts === attempts),
        new Date(readAt.getTime() + delayMs),
      );
    }
    await this.#queue.complete(settled);
    this.#logger.debug('Evaluated entities that changed', {
      entities: entities.size,
      changed: changedEntities.size,
      waiting: waiting.length,
    });
  }

  /** Relations stand on both sides, so what a changed entity points to changed too. */
  async #queueRelated(
    items: readonly QueueItem[],
    options: {
      entities: ReadonlyMap<string, Entity>;
      changedEntities: ReadonlySet<string>;
    },
  ): Promise<void> {
    const changed = items.filter(
      ({ cause, entityRef }) =>
        cause === 'entity' && options.changedEntities.has(entityRef),
    );
    const targets = new Set(
      changed.flatMap(
        ({ entityRef }) =>
          options.entities
            .get(entityRef)
            ?.relations?.map(({ targetRef }) => targetRef) ?? [],
      ),
    );
    await this.#queue.add([...targets], {
      cause: 'related',
      // One look is enough, a little later: the catalog stitches both sides at once.
      dueAt: new Date(Date.now() + recheckDelaysMs[0]),
      attempts: recheckDelaysMs.length,
    });
  }
}
