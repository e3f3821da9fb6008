import type { JsonObject, JsonValue } from '@backstage/types';
import {
  createZodV4FilterPredicateSchema,
  type FilterPredicate,
} from '@backstage/filter-predicates';
import { InvalidRuleError } from './InvalidRuleError';

const predicateSchema = createZodV4FilterPredicateSchema();

/**
 * Reads the `filter` of a rule or scorecard into a predicate of the catalog.
 *
 * @remarks
 * On top of the catalog's predicates, a list of values means any of them and a
 * list of filters means any of those, as in the filters of the catalog's API; a
 * value also matches a list that contains it.
 *
 * @throws InvalidRuleError if it is no filter
 */
export function toFilterPredicate(filter: JsonValue): FilterPredicate {
  const result = predicateSchema.safeParse(expand(filter));
  if (!result.success) {
    throw new InvalidRuleError(
      `The filter ${JSON.stringify(
        filter,
      )} is not one of the catalog; write for example {kind: Component, spec.type: [service, website]}`,
    );
  }
  return result.data;
}

function expand(filter: JsonValue): JsonValue {
  if (Array.isArray(filter)) {
    return { $any: filter.map(expand) };
  }
  if (typeof filter !== 'object' || filter === null) {
    throw new InvalidRuleError(
      `The filter ${JSON.stringify(
        filter,
      )} is not a map; write for example {kind: Component}`,
    );
  }
  const [first] = Object.keys(filter);
  if (first?.startsWith('$')) {
    return expandOperator(first, filter);
  }
  const conditions = Object.entries(filter).map(([key, expected]) =>
    expandKey(key, expected),
  );
  return conditions.length === 1 ? conditions[0] : { $all: conditions };
}

/** What an operator combines are filters again. */
function expandOperator(operator: string, filter: JsonObject): JsonObject {
  const operand = filter[operator];
  if (Object.keys(filter).length !== 1 || operand === undefined) {
    return filter;
  }
  if (operator === '$not') {
    return { $not: expand(operand) };
  }
  return Array.isArray(operand) ? { [operator]: operand.map(expand) } : filter;
}

function expandKey(key: string, expected: JsonValue | undefined): JsonObject {
  if (Array.isArray(expected)) {
    return { $any: expected.map(item => expandKey(key, item)) };
  }
  if (typeof expected === 'object') {
    return { [key]: expected };
  }
  return { $any: [{ [key]: expected }, { [key]: { $contains: expected } }] };
}
