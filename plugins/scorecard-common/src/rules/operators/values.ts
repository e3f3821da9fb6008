import type { ComparisonFault, OperatorContext } from './OperatorDefinition';

export const holds = (condition: boolean): ComparisonFault =>
  condition ? undefined : 'comparison';

export const isMissing = (value: unknown): value is undefined | null =>
  value === undefined || value === null;

export function isEmptyValue(value: unknown): boolean {
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
export function isDeepEqual(a: unknown, b: unknown): boolean {
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
export function toMagnitude(
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
