import { RE2JS } from 're2js';
import { InvalidRuleError } from '../InvalidRuleError';
import type { OperatorDefinition } from './OperatorDefinition';
import { holds, isMissing } from './values';

/** An operator that compares with one text. */
export function textual(
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
export function regular(
  phrase: string,
  isExpected: boolean,
): OperatorDefinition {
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
