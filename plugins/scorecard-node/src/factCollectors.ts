import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import type { Fact } from '@causeway/plugin-scorecard-common';

/** What a collector may use while it works. */
export interface CollectContext {
  /** Aborted when the time of the collector is over; what it has not answered is unknown then. */
  signal: AbortSignal;
}

/**
 * A source of facts about entities.
 *
 * @remarks
 * It is asked for many entities at once, so that it makes few requests. What it does
 * not mention in its answer does not exist for that entity; a source that failed for one
 * entity says so with an unknown fact, and one that throws is unknown for all.
 */
export interface FactCollector {
  /** Unique, and what rules write, for example `techdocs:default/site`. */
  readonly factRef: string;
  /** One sentence for people. */
  readonly description: string;
  /** How long an answer is good for, in seconds; collected anew with every run if absent. */
  readonly timeToLive?: number;
  /** Results by entity ref. Never for more than a few hundred entities at once. */
  collect(
    entities: readonly Entity[],
    context: CollectContext,
  ): Promise<ReadonlyMap<string, Fact>>;
}

export interface FactCollectorsExtensionPoint {
  /** @throws Error if there is a collector of that fact already */
  addCollector(collector: FactCollector): void;
}

/** Where modules add sources of facts. */
export const factCollectorsExtensionPoint =
  createExtensionPoint<FactCollectorsExtensionPoint>({
    id: 'scorecard.fact-collectors',
  });
