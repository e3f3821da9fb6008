import { CustomErrorBase } from '@backstage/errors';

/** A rule says something that cannot be evaluated; the message names the value and the mend. */
export class InvalidRuleError extends CustomErrorBase {
  name = 'InvalidRuleError' as const;
}
