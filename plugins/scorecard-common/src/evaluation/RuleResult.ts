import type { FailReason } from '../rules/operators';
import type { Comparison } from '../rules/Rule';
import type { UnknownFact } from './Fact';

/** The comparison that decided a result, and what it found. */
export interface Finding {
  comparison: Comparison;
  reason: FailReason;
  actual: unknown;
}

/** What a rule says of one entity. */
export type RuleResult =
  | { state: 'pass' }
  | { state: 'fail'; findings: Finding[] }
  /** The rule's filter does not match the entity, or what its `when` found is why. */
  | { state: 'not-applicable'; findings?: Finding[] }
  /** Someone with the right to do so excused the entity. */
  | { state: 'exempt' }
  /** A source failed, or the rule did. */
  | { state: 'unknown'; message: string; factRef?: string; fact?: UnknownFact };

export type RuleState = RuleResult['state'];
