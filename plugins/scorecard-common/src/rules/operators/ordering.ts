import { InvalidRuleError } from '../InvalidRuleError';
import type { OperatorDefinition } from './OperatorDefinition';
import { holds, isEmptyValue, isMissing, toMagnitude } from './values';

/** An operator that orders: numbers by size, text against a number by length, text against text by code unit. */
export function ordering(
  phrase: string,
  isOrdered: (order: number) => boolean,
): OperatorDefinition {
  return {
    phrase,
    takesValue: true,
    prepare: value => {
      if (typeof value !== 'number' && typeof value !== 'string') {
        throw new InvalidRuleError(
          `The value ${JSON.stringify(
            value,
          )} cannot be ordered; give a number or a text`,
        );
      }
      return value;
    },
    compare(actual, expected, context) {
      if (isMissing(actual)) {
        return 'missing';
      }
      if (typeof expected === 'string') {
        if (typeof actual !== 'string') {
          return 'type';
        }
        if (actual === expected) {
          return holds(isOrdered(0));
        }
        return holds(isOrdered(actual < expected ? -1 : 1));
      }
      const magnitude = toMagnitude(actual, context);
      if (magnitude === undefined || typeof expected !== 'number') {
        return 'type';
      }
      if (isOrdered(magnitude - expected)) {
        return undefined;
      }
      return isEmptyValue(actual) ? 'empty' : 'comparison';
    },
  };
}

/** Within two numbers, which belong to the range. */
export const between: OperatorDefinition = {
  phrase: 'is within',
  takesValue: true,
  prepare: value => {
    if (
      !Array.isArray(value) ||
      value.length !== 2 ||
      !value.every(limit => typeof limit === 'number')
    ) {
      throw new InvalidRuleError(
        `The value ${JSON.stringify(
          value,
        )} is not a range; give two numbers, for example [1, 5]`,
      );
    }
    return value;
  },
  compare(actual, expected, context) {
    if (isMissing(actual)) {
      return 'missing';
    }
    const magnitude = toMagnitude(actual, context);
    if (magnitude === undefined || !Array.isArray(expected)) {
      return 'type';
    }
    const [lowest, highest] = expected;
    return holds(magnitude >= lowest && magnitude <= highest);
  },
};

/** Length of a text or a list. */
export const lengthEquals: OperatorDefinition = {
  phrase: 'has the length',
  takesValue: true,
  prepare: value => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
      throw new InvalidRuleError(
        `The value ${JSON.stringify(
          value,
        )} is not a length; give a whole number from 0 on`,
      );
    }
    return value;
  },
  compare(actual, expected) {
    if (isMissing(actual)) {
      return 'missing';
    }
    return typeof actual === 'string' || Array.isArray(actual)
      ? holds(actual.length === expected)
      : 'type';
  },
};
