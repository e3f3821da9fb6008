import { InvalidRuleError } from '../InvalidRuleError';
import type { ComparisonFault, OperatorDefinition } from './OperatorDefinition';
import { holds, isDeepEqual, isMissing } from './values';

export const isIn = listed('is one of', (actual, list) => {
  if (list.some(item => isDeepEqual(item, actual))) {
    return undefined;
  }
  return isMissing(actual) ? 'missing' : 'comparison';
});

export const isNotIn = listed('is none of', (actual, list) =>
  holds(!list.some(item => isDeepEqual(item, actual))),
);

export const subsetOf = listed('is a subset of', (actual, list) => {
  if (isMissing(actual)) {
    return 'missing';
  }
  if (!Array.isArray(actual)) {
    return 'type';
  }
  return holds(
    actual.every(item => list.some(other => isDeepEqual(item, other))),
  );
});

/** An operator that asks what a value holds: an item of a list or a part of a text. */
export function containing(
  phrase: string,
  isExpected: boolean,
): OperatorDefinition {
  return {
    phrase,
    takesValue: true,
    prepare: value => value,
    compare(actual, expected) {
      if (isMissing(actual)) {
        return isExpected ? 'missing' : undefined;
      }
      if (Array.isArray(actual)) {
        return holds(
          actual.some(item => isDeepEqual(item, expected)) === isExpected,
        );
      }
      if (typeof actual === 'string' && typeof expected === 'string') {
        return holds(actual.includes(expected) === isExpected);
      }
      return 'type';
    },
  };
}

/** An operator over a list of values. */
function listed(
  phrase: string,
  compare: (actual: unknown, list: unknown[]) => ComparisonFault,
): OperatorDefinition {
  return {
    phrase,
    takesValue: true,
    prepare: value => {
      if (!Array.isArray(value)) {
        throw new InvalidRuleError(
          `The value ${JSON.stringify(
            value,
          )} is not a list; write it in square brackets`,
        );
      }
      return value;
    },
    compare: (actual, expected) =>
      Array.isArray(expected) ? compare(actual, expected) : 'type',
  };
}
