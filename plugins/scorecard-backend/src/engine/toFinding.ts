import {
  describeResult,
  type RuleResult,
} from '@causeway/plugin-scorecard-common';
import type { JsonValue } from '@backstage/types';
import type { StoredFinding } from './results';

/** Characters of a value or sentence that are stored; the whole is in the fact. */
const maximumLength = 300;

/**
 * What is stored of a rule that is not fulfilled.
 *
 * @param options.previous - what was stored before: a state that lasts keeps its beginning
 */
export function toFinding(
  result: Extract<RuleResult, { state: 'fail' | 'unknown' }>,
  options: { previous?: StoredFinding; now: number },
): StoredFinding {
  const { previous, now } = options;
  const common = {
    message: cut(describeResult(result)),
    since:
      previous?.state === result.state
        ? previous.since
        : new Date(now).toISOString(),
  };
  if (result.state === 'fail') {
    const [finding] = result.findings;
    return {
      state: 'fail',
      ...common,
      reason: finding?.reason,
      actual: toStoredValue(finding?.actual),
    };
  }
  const lastKnown = result.fact?.lastKnown;
  return {
    state: 'unknown',
    ...common,
    ...(lastKnown && {
      lastKnown: {
        value: toStoredValue(lastKnown.value) ?? '',
        collectedAt: lastKnown.collectedAt,
      },
    }),
  };
}

function cut(text: string): string {
  return text.length > maximumLength
    ? `${text.slice(0, maximumLength - 1)}…`
    : text;
}

/** The value itself if it is short, else the beginning of its text. */
function toStoredValue(value: unknown): JsonValue | undefined {
  if (value === undefined || typeof value === 'function') {
    return undefined;
  }
  if (typeof value === 'string') {
    return cut(value);
  }
  if (
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    value === null
  ) {
    return value;
  }
  const text = JSON.stringify(value);
  return text.length > maximumLength ? cut(text) : JSON.parse(text);
}
