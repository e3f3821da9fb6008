import type { OperatorDefinition } from './OperatorDefinition';
import { holds, isDeepEqual, isMissing } from './values';

export const equal: OperatorDefinition = {
  phrase: 'is',
  takesValue: true,
  prepare: value => value,
  compare: (actual, expected) => {
    if (isDeepEqual(actual, expected)) {
      return undefined;
    }
    return isMissing(actual) ? 'missing' : 'comparison';
  },
};

export const notEqual: OperatorDefinition = {
  phrase: 'is not',
  takesValue: true,
  prepare: value => value,
  compare: (actual, expected) => holds(!isDeepEqual(actual, expected)),
};
