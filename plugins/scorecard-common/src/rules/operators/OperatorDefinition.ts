import type { JsonValue } from '@backstage/types';

/** Why a comparison did not hold. */
export type FailReason =
  /** There is no such value, or it is null. */
  | 'missing'
  /** The value is an empty text, list or object. */
  | 'empty'
  /** The value is of a kind that the operator cannot compare. */
  | 'type'
  /** The value was compared and is not what was asked for. */
  | 'comparison';

/** Outcome of a comparison: undefined if it holds. */
export type ComparisonFault = FailReason | undefined;

/** What operators may know besides the two values. */
export interface OperatorContext {
  /** Milliseconds since the epoch. */
  now: number;
  as?: 'number';
}

/** Compares a value that was found with one that was prepared before. */
export type Comparator = (
  actual: unknown,
  expected: unknown,
  context: OperatorContext,
) => ComparisonFault;

export interface OperatorDefinition {
  /** In words, between the name of a value and what was expected. */
  phrase: string;
  /** Whether `value` or `valuePath` must be given. */
  takesValue: boolean;
  /**
   * Checks and prepares the `value` of a rule once.
   *
   * @throws InvalidRuleError if the value does not suit the operator
   */
  prepare: (value: JsonValue | undefined) => unknown;
  compare: Comparator;
}
