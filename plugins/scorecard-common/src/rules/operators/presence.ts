import { InvalidRuleError } from '../InvalidRuleError';
import type { Comparator, OperatorDefinition } from './OperatorDefinition';

/** An operator that needs no value. */
export function unary(phrase: string, compare: Comparator): OperatorDefinition {
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
