import type { JsonValue } from '@backstage/types';
import { DateTime, Duration } from 'luxon';
import { RE2JS } from 're2js';
import semver from 'semver';
import { InvalidRuleError } from './InvalidRuleError';

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
interface OperatorContext {
  /** Milliseconds since the epoch. */
  now: number;
  as?: 'number';
}

/** Compares a value that was found with one that was prepared before. */
type Comparator = (
  actual: unknown,
  expected: unknown,
  context: OperatorContext,
) => ComparisonFault;

interface OperatorDefinition {
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

const holds = (condition: boolean): ComparisonFault =>
  condition ? undefined : 'comparison';

const isMissing = (value: unknown): value is undefined | null =>
  value === undefined || value === null;

function isEmptyValue(value: unknown): boolean {
  if (typeof value === 'string' || Array.isArray(value)) {
    return value.length === 0;
  }
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).length === 0
  );
}

/** Compares as JSON does: the same kind, the same content, keys in any order. */
function isDeepEqual(a: unknown, b: unknown): boolean {
  if (a === b) {
    return true;
  }
  if (
    typeof a !== 'object' ||
    typeof b !== 'object' ||
    a === null ||
    b === null ||
    Array.isArray(a) !== Array.isArray(b)
  ) {
    return false;
  }
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every(
      key =>
        Object.hasOwn(b, key) &&
        isDeepEqual(Reflect.get(a, key), Reflect.get(b, key)),
    )
  );
}

const decimalNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** What is compared with a number: a number itself, the length of anything that has one. */
function toMagnitude(
  actual: unknown,
  { as }: OperatorContext,
): number | undefined {
  if (typeof actual === 'number') {
    return actual;
  }
  if (typeof actual === 'string') {
    if (as !== 'number') {
      return actual.length;
    }
    return decimalNumber.test(actual.trim()) ? Number(actual) : undefined;
  }
  return Array.isArray(actual) ? actual.length : undefined;
}

/** An operator that orders: numbers by size, text against a number by length, text against text by code unit. */
function ordering(
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

/** An operator that compares with one text. */
function textual(
  phrase: string,
  isMatch: (actual: string, expected: string) => boolean,
): OperatorDefinition {
  return {
    phrase,
    takesValue: true,
    prepare: value => {
      if (typeof value !== 'string') {
        throw new InvalidRuleError(
          `The value ${JSON.stringify(value)} is not a text; put it in quotes`,
        );
      }
      return value;
    },
    compare(actual, expected) {
      if (isMissing(actual)) {
        return 'missing';
      }
      if (typeof actual !== 'string' || typeof expected !== 'string') {
        return 'type';
      }
      return holds(isMatch(actual, expected));
    },
  };
}

/** An operator that compares with a regular expression in linear time. */
function regular(phrase: string, isExpected: boolean): OperatorDefinition {
  return {
    phrase,
    takesValue: true,
    prepare: value => {
      if (typeof value !== 'string') {
        throw new InvalidRuleError(
          `The value ${JSON.stringify(
            value,
          )} is not a regular expression; put it in quotes`,
        );
      }
      try {
        return RE2JS.compile(value);
      } catch (error) {
        const detail = error instanceof Error ? error.message : String(error);
        throw new InvalidRuleError(
          `The value '${value}' is not a regular expression in RE2 syntax: ${detail}`,
        );
      }
    },
    compare(actual, expected) {
      if (isMissing(actual)) {
        return isExpected ? 'missing' : undefined;
      }
      if (typeof actual !== 'string' || !(expected instanceof RE2JS)) {
        return 'type';
      }
      return holds(expected.matcher(actual).find() === isExpected);
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

/** An operator that asks what a value holds: an item of a list or a part of a text. */
function containing(phrase: string, isExpected: boolean): OperatorDefinition {
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

/** An operator over points in time: an ISO date, or seconds or milliseconds since the epoch. */
function aged(phrase: string, isOlder: boolean): OperatorDefinition {
  return {
    phrase,
    takesValue: true,
    prepare: value => {
      const duration =
        typeof value === 'string' ? Duration.fromISO(value) : undefined;
      if (!duration?.isValid) {
        throw new InvalidRuleError(
          `The value ${JSON.stringify(
            value,
          )} is not an ISO 8601 duration; write for example P30D or PT12H`,
        );
      }
      return createLimit(duration);
    },
    compare(actual, expected, { now }) {
      if (isMissing(actual)) {
        return 'missing';
      }
      if (actual === '') {
        return 'empty';
      }
      const time = toTime(actual);
      if (time === undefined || typeof expected !== 'function') {
        return 'type';
      }
      const limit: number = expected(now);
      return holds(isOlder ? time < limit : time >= limit);
    },
  };
}

/** The moment that lies a duration ago; all entities of a run ask with the same `now`. */
function createLimit(duration: Duration): (now: number) => number {
  let last = { now: NaN, limit: NaN };
  return now => {
    if (last.now !== now) {
      const limit = DateTime.fromMillis(now, { zone: 'utc' }).minus(duration);
      last = { now, limit: limit.toMillis() };
    }
    return last.limit;
  };
}

/** What `Date` reads as luxon does: luxon is strict about the days that not every month has. */
const plainTime =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,3})?Z$/;

/** Milliseconds since the epoch; undefined if the value is no time. */
function toTime(value: unknown): number | undefined {
  if (typeof value === 'string') {
    if (plainTime.test(value)) {
      return Date.parse(value);
    }
    const time = DateTime.fromISO(value, { zone: 'utc' });
    return time.isValid ? time.toMillis() : undefined;
  }
  if (typeof value === 'number' && Number.isFinite(value)) {
    // Seconds stay below this until the year 5138, milliseconds passed it in 1973.
    const time = value < 1e11 ? value * 1000 : value;
    // Beyond these there is no date.
    return Math.abs(time) <= 8.64e15 ? Math.trunc(time) : undefined;
  }
  return undefined;
}

/** An operator that needs no value. */
function unary(phrase: string, compare: Comparator): OperatorDefinition {
  return {
    phrase,
    takesValue: false,
    prepare: value => {
      if (value !== undefined) {
        throw new InvalidRuleError(
          `The value ${JSON.stringify(value)} has no meaning here; remove it`,
        );
      }
      return undefined;
    },
    compare,
  };
}

const anyValue = (value: JsonValue | undefined) => value;

export const operators = {
  equal: {
    phrase: 'is',
    takesValue: true,
    prepare: anyValue,
    compare: (actual, expected) => {
      if (isDeepEqual(actual, expected)) {
        return undefined;
      }
      return isMissing(actual) ? 'missing' : 'comparison';
    },
  },
  notEqual: {
    phrase: 'is not',
    takesValue: true,
    prepare: anyValue,
    compare: (actual, expected) => holds(!isDeepEqual(actual, expected)),
  },
  in: listed('is one of', (actual, list) => {
    if (list.some(item => isDeepEqual(item, actual))) {
      return undefined;
    }
    return isMissing(actual) ? 'missing' : 'comparison';
  }),
  notIn: listed('is none of', (actual, list) =>
    holds(!list.some(item => isDeepEqual(item, actual))),
  ),
  contains: containing('contains', true),
  doesNotContain: containing('does not contain', false),
  greaterThan: ordering('is greater than', order => order > 0),
  greaterThanInclusive: ordering('is at least', order => order >= 0),
  lessThan: ordering('is less than', order => order < 0),
  lessThanInclusive: ordering('is at most', order => order <= 0),
  between: {
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
  },
  matches: regular('matches', true),
  doesNotMatch: regular('does not match', false),
  startsWith: textual('starts with', (actual, expected) =>
    actual.startsWith(expected),
  ),
  endsWith: textual('ends with', (actual, expected) =>
    actual.endsWith(expected),
  ),
  exists: unary('exists', actual =>
    isMissing(actual) ? 'missing' : undefined,
  ),
  notExists: unary('does not exist', actual => holds(isMissing(actual))),
  isEmpty: unary('is empty', actual =>
    holds(isMissing(actual) || isEmptyValue(actual)),
  ),
  isNotEmpty: unary('is not empty', actual => {
    if (isMissing(actual)) {
      return 'missing';
    }
    return isEmptyValue(actual) ? 'empty' : undefined;
  }),
  olderThan: aged('is older than', true),
  newerThan: aged('is newer than', false),
  satisfies: {
    phrase: 'satisfies',
    takesValue: true,
    prepare: value => {
      const range =
        typeof value === 'string' ? semver.validRange(value) : undefined;
      if (!range) {
        throw new InvalidRuleError(
          `The value ${JSON.stringify(
            value,
          )} is not a version range; write for example '>=1.4 <3' or '^2.0.0'`,
        );
      }
      return new semver.Range(range);
    },
    compare(actual, expected) {
      if (isMissing(actual)) {
        return 'missing';
      }
      if (actual === '') {
        return 'empty';
      }
      const version =
        typeof actual === 'string'
          ? semver.parse(actual) ?? semver.coerce(actual)
          : undefined;
      if (!version || !(expected instanceof semver.Range)) {
        return 'type';
      }
      return holds(expected.test(version));
    },
  },
  subsetOf: listed('is a subset of', (actual, list) => {
    if (isMissing(actual)) {
      return 'missing';
    }
    if (!Array.isArray(actual)) {
      return 'type';
    }
    return holds(
      actual.every(item => list.some(other => isDeepEqual(item, other))),
    );
  }),
  lengthEquals: {
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
  },
} as const satisfies { [name: string]: OperatorDefinition };

/** Name of a comparison that rules can make. */
export type Operator = keyof typeof operators;

export function isOperator(name: string): name is Operator {
  return Object.hasOwn(operators, name);
}
