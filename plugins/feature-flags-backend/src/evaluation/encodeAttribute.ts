import type { EvaluationContext } from '@openfeature/core';

/**
 * Writes an attribute's value so that different values never look the same, also when
 * several are put one after the other.
 */
export function encodeAttribute(
  context: EvaluationContext,
  attribute: string,
): string {
  const value = Object.hasOwn(context, attribute)
    ? context[attribute]
    : undefined;
  if (typeof value === 'string') {
    return `s${value.length}:${value}`;
  }
  if (value === undefined) {
    return 'u';
  }
  const json = JSON.stringify(value);
  return `j${json.length}:${json}`;
}
