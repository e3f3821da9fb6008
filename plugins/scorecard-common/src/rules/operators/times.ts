import { DateTime, Duration } from 'luxon';
import { InvalidRuleError } from '../InvalidRuleError';
import type { OperatorDefinition } from './OperatorDefinition';
import { holds, isMissing } from './values';

/** An operator over points in time: an ISO date, or seconds or milliseconds since the epoch. */
export function aged(phrase: string, isOlder: boolean): OperatorDefinition {
  return {
    phrase,
    takesValue: true,
    prepare: value => {
      const duration =
        typeof value === 'string' ? Duration.fromISO(value) : undefined;
      if (!duration?.isValid) {
        throw new InvalidRuleError(
          `The value ${JSON.stringify(
            value,
          )} is not an ISO 8601 duration; write for example P30D or PT12H`,
        );
      }
      return createLimit(duration);
    },
    compare(actual, expected, { now }) {
      if (isMissing(actual)) {
        return 'missing';
      }
      if (actual === '') {
        return 'empty';
      }
      const time = toTime(actual);
      if (time === undefined || typeof expected !== 'function') {
        return 'type';
      }
      const limit: number = expected(now);
      return holds(isOlder ? time < limit : time >= limit);
    },
  };
}

/** The moment that lies a duration ago; all entities of a run ask with the same `now`. */
function createLimit(duration: Duration): (now: number) => number {
  let last = { now: NaN, limit: NaN };
  return now => {
    if (last.now !== now) {
      const limit = DateTime.fromMillis(now, { zone: 'utc' }).minus(duration);
      last = { now, limit: limit.toMillis() };
    }
    return last.limit;
  };
}

/** What `Date` reads as luxon does: luxon is strict about the days that not every month has. */
const plainTime =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,3})?Z$/;

/** Milliseconds since the epoch; undefined if the value is no time. */
function toTime(value: unknown): number | undefined {
  if (typeof value === 'string') {
    if (plainTime.test(value)) {
      return Date.parse(value);
    }
    const time = DateTime.fromISO(value, { zone: 'utc' });
    return time.isValid ? time.toMillis() : undefined;
  }
  if (typeof value === 'number' && Number.isFinite(value)) {
    // Seconds stay below this until the year 5138, milliseconds passed it in 1973.
    const time = value < 1e11 ? value * 1000 : value;
    // Beyond these there is no date.
    return Math.abs(time) <= 8.64e15 ? Math.trunc(time) : undefined;
  }
  return undefined;
}
