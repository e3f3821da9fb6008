import { equal, notEqual } from './operators/equality';
import { containing, isIn, isNotIn, subsetOf } from './operators/lists';
import type { OperatorDefinition } from './operators/OperatorDefinition';
import { between, lengthEquals, ordering } from './operators/ordering';
import { unary } from './operators/presence';
import { regular, textual } from './operators/texts';
import { aged } from './operators/times';
import { holds, isEmptyValue, isMissing } from './operators/values';
import { satisfies } from './operators/versions';

export type { FailReason } from './operators/OperatorDefinition';

/** Comparisons that rules can make, by name. */
export const operators = {
  equal,
  notEqual,
  in: isIn,
  notIn: isNotIn,
  contains: containing('contains', true),
  doesNotContain: containing('does not contain', false),
  greaterThan: ordering('is greater than', order => order > 0),
  greaterThanInclusive: ordering('is at least', order => order >= 0),
  lessThan: ordering('is less than', order => order < 0),
  lessThanInclusive: ordering('is at most', order => order <= 0),
  between,
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
  satisfies,
  subsetOf,
  lengthEquals,
} as const satisfies { [name: string]: OperatorDefinition };

/** Name of a comparison that rules can make. */
export type Operator = keyof typeof operators;

export function isOperator(name: string): name is Operator {
  return Object.hasOwn(operators, name);
}
