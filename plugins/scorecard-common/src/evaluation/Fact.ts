import type { Entity } from '@backstage/catalog-model';
import type { JsonValue } from '@backstage/types';

/** A value that a source gave, and when. */
export interface KnownFact {
  status: 'known';
  value: JsonValue | undefined;
  /** ISO date. */
  collectedAt: string;
  /** Name of the collector, or of who pushed it. */
  source: string;
}

/** A value that a source failed to give. */
export interface UnknownFact {
  status: 'unknown';
  /** Why, in a sentence. */
  message: string;
  source: string;
  /** What the source gave before it failed. */
  lastKnown?: KnownFact;
}

export type Fact = KnownFact | UnknownFact;

/** What rules are evaluated for. */
export interface Subject {
  entity: Entity;
  /** By `factRef`; the descriptor of the entity is not among them. */
  facts: ReadonlyMap<string, Fact>;
}
