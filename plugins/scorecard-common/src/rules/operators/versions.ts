import semver from 'semver';
import { InvalidRuleError } from '../InvalidRuleError';
import type { OperatorDefinition } from './OperatorDefinition';
import { holds, isMissing } from './values';

/** Whether a version lies in a range of semantic versions. */
export const satisfies: OperatorDefinition = {
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
};
