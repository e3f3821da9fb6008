import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import type { Fact, KnownFact } from '@causeway/plugin-scorecard-common';
import type { FactCollector } from '@causeway/plugin-scorecard-node';
import type { Fault } from '../engine/results';
import { canonicalJson } from '@causeway/backend-common';
import type {
  DatabaseFactStore,
  FactUpdate,
  StoredFact,
} from './DatabaseFactStore';

/** Entities that a collector is asked for at once. */
const batchSize = 250;
// A source that hangs must not cost every page of a run its timeout.
const pauseAfterTimeoutMs = 5 * 60 * 1000;

/** An entity and the facts that its rules read. */
export interface FactRequest {
  entityRef: string;
  entity: Entity;
  factRefs: ReadonlySet<string>;
}

export interface GatheredFacts {
  /** By entity ref and fact ref. */
  facts: Map<string, Map<string, Fact>>;
  /** What differs from what is stored. */
  updates: FactUpdate[];
  /** Sources that failed. */
  faults: Fault[];
}

/** Asks collectors for facts, and says what is not known instead of failing. */
export class FactGatherer {
  readonly #collectors: ReadonlyMap<string, FactCollector>;
  readonly #store: Pick<DatabaseFactStore, 'get'>;
  readonly #logger: LoggerService;
  readonly #timeoutMs: number;
  readonly #pausedUntil = new Map<string, number>();

  constructor(options: {
    collectors: ReadonlyMap<string, FactCollector>;
    store: Pick<DatabaseFactStore, 'get'>;
    logger: LoggerService;
    /** What a collector may take for a batch. */
    timeoutMs: number;
  }) {
    this.#collectors = options.collectors;
    this.#store = options.store;
    this.#logger = options.logger;
    this.#timeoutMs = options.timeoutMs;
  }

  /**
   * @param options.knownUntil - when the last full run began, up to which a stored fact was confirmed
   */
  async gather(
    requests: readonly FactRequest[],
    options: { now: number; knownUntil?: string },
  ): Promise<GatheredFacts> {
    const factRefs = new Set(
      requests.flatMap(request => [...request.factRefs]),
    );
    const gathered: GatheredFacts = {
      facts: new Map(requests.map(({ entityRef }) => [entityRef, new Map()])),
      updates: [],
      faults: [],
    };
    if (factRefs.size === 0) {
      return gathered;
    }
    const asking = requests.filter(request => request.factRefs.size > 0);
    const stored = await this.#store.get(
      asking.map(({ entityRef }) => entityRef),
      [...factRefs],
    );
    await Promise.all(
      [...factRefs].map(async factRef => {
        const subjects = asking.filter(request =>
          request.factRefs.has(factRef),
        );
        const collector = this.#collectors.get(factRef);
        if (collector) {
          await this.#collect(collector, subjects, stored, gathered, options);
        } else {
          addPushed(factRef, subjects, stored, gathered, options.now);
        }
      }),
    );
    return gathered;
  }

  async #collect(
    collector: FactCollector,
    requests: readonly FactRequest[],
    stored: StoredFacts,
    gathered: GatheredFacts,
    options: { now: number; knownUntil?: string },
  ): Promise<void> {
    const { factRef, timeToLive } = collector;
    const { now } = options;
    const due: FactRequest[] = [];
    for (const request of requests) {
      const known = stored.get(request.entityRef)?.get(factRef);
      if (known?.status === 'known' && isFresh(known, now)) {
        gathered.facts.get(request.entityRef)?.set(factRef, toKnown(known));
      } else {
        due.push(request);
      }
    }

    let fault: { message: string; entities: number } | undefined;
    for (let start = 0; start < due.length; start += batchSize) {
      const batch = due.slice(start, start + batchSize);
      const answer = await this.#ask(collector, batch, now);
      for (const { entityRef } of batch) {
        const previous = stored.get(entityRef)?.get(factRef);
        const fact = toFact(answer, {
          entityRef,
          factRef,
          previous,
          ...options,
        });
        gathered.facts.get(entityRef)?.set(factRef, fact);
        if (fact.status === 'unknown') {
          fault ??= { message: fact.message, entities: 0 };
          fault.entities += 1;
        }
        const update = toUpdate(fact, {
          entityRef,
          factRef,
          previous,
          now,
          timeToLive,
        });
        if (update) {
          gathered.updates.push(update);
        }
      }
    }
    if (fault) {
      gathered.faults.push({ type: 'fact', factRef, ...fault });
    }
  }

  /** @returns the answer of the collector, or in one sentence why there is none */
  async #ask(
    collector: FactCollector,
    batch: readonly FactRequest[],
    now: number,
  ): Promise<ReadonlyMap<string, Fact> | string> {
    const { factRef } = collector;
    if (now < (this.#pausedUntil.get(factRef) ?? 0)) {
      return `The source of the fact '${factRef}' did not answer in time and is left alone for a few minutes`;
    }
    const controller = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<string>(resolve => {
      timer = setTimeout(() => {
        this.#pausedUntil.set(factRef, Date.now() + pauseAfterTimeoutMs);
        controller.abort();
        resolve(
          `The source of the fact '${factRef}' did not answer within ${
            this.#timeoutMs / 1000
          } seconds`,
        );
      }, this.#timeoutMs);
    });
    const answer = (async () =>
      collector.collect(
        batch.map(({ entity }) => entity),
        { signal: controller.signal },
      ))().catch(error => {
      const detail = error instanceof Error ? error.message : String(error);
      return `The source of the fact '${factRef}' failed: ${detail}`;
    });
    try {
      const outcome = await Promise.race([answer, timeout]);
      if (typeof outcome === 'string') {
        this.#logger.warn(outcome, { factRef, entities: batch.length });
      }
      return outcome;
    } finally {
      clearTimeout(timer);
    }
  }
}

type StoredFacts = ReadonlyMap<string, ReadonlyMap<string, StoredFact>>;

function toFact(
  answer: ReadonlyMap<string, Fact> | string,
  options: {
    entityRef: string;
    factRef: string;
    previous?: StoredFact;
    now: number;
    knownUntil?: string;
  },
): Fact {
  const { entityRef, factRef, previous, now, knownUntil } = options;
  const given: Fact =
    typeof answer === 'string'
      ? { status: 'unknown', message: answer, source: factRef }
      : answer.get(entityRef) ?? {
          status: 'known',
          value: undefined,
          collectedAt: new Date(now).toISOString(),
          source: factRef,
        };
  return given.status === 'known'
    ? given
    : {
        ...given,
        lastKnown: given.lastKnown ?? toLastKnown(previous, knownUntil),
      };
}

/** What differs from what is stored; the time alone does not, else every run would write all facts. */
function toUpdate(
  fact: Fact,
  options: {
    entityRef: string;
    factRef: string;
    previous?: StoredFact;
    now: number;
    timeToLive?: number;
  },
): FactUpdate | undefined {
  const { entityRef, factRef, previous, now, timeToLive } = options;
  if (fact.status === 'unknown') {
    return previous?.status === 'unknown'
      ? undefined
      : {
          entityRef,
          factRef,
          status: 'unknown',
          value: fact.lastKnown?.value,
          message: fact.message,
          source: fact.source,
          collectedAt:
            fact.lastKnown?.collectedAt ?? new Date(now).toISOString(),
        };
  }
  const isSame =
    previous?.status === 'known' &&
    timeToLive === undefined &&
    canonicalJson(previous.value) === canonicalJson(fact.value);
  return isSame
    ? undefined
    : {
        entityRef,
        factRef,
        status: 'known',
        value: fact.value,
        source: fact.source,
        collectedAt: fact.collectedAt,
        expiresAt:
          timeToLive === undefined
            ? undefined
            : new Date(now + timeToLive * 1000).toISOString(),
      };
}

/** A fact that nobody collects comes from outside, and holds until it expires. */
function addPushed(
  factRef: string,
  requests: readonly FactRequest[],
  stored: StoredFacts,
  gathered: GatheredFacts,
  now: number,
): void {
  for (const { entityRef } of requests) {
    const fact = stored.get(entityRef)?.get(factRef);
    if (!fact) {
      continue;
    }
    const isExpired =
      fact.expiresAt !== undefined && Date.parse(fact.expiresAt) <= now;
    gathered.facts.get(entityRef)?.set(
      factRef,
      isExpired
        ? {
            status: 'unknown',
            message: `The fact '${factRef}' expired at ${fact.expiresAt}; push it again`,
            source: fact.source,
            lastKnown: toKnown(fact),
          }
        : toKnown(fact),
    );
  }
}

function isFresh(fact: StoredFact, now: number): boolean {
  return fact.expiresAt !== undefined && Date.parse(fact.expiresAt) > now;
}

function toKnown(fact: StoredFact): KnownFact {
  return {
    status: 'known',
    value: fact.value,
    collectedAt: fact.collectedAt,
    source: fact.source,
  };
}

/** A known fact was last confirmed by the run before; its own time is that of its last change. */
function toLastKnown(
  previous: StoredFact | undefined,
  knownUntil: string | undefined,
): KnownFact | undefined {
  if (previous?.value === undefined) {
    return undefined;
  }
  const isConfirmed =
    previous.status === 'known' &&
    knownUntil !== undefined &&
    knownUntil > previous.collectedAt;
  return {
    ...toKnown(previous),
    collectedAt: isConfirmed ? knownUntil : previous.collectedAt,
  };
}
