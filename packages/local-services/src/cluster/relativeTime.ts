import { InputError } from '@backstage/errors';
import { DateTime, Duration } from 'luxon';

const prefix = 'ago:';
const pattern =
  /^ago:(?=\d)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;

/** The instant that a relative time such as `ago:3d2h` names. */
export function parseRelativeTime(text: string, now: Date): DateTime {
  const match = pattern.exec(text);
  if (!match) {
    throw new InputError(
      `'${text}' is no relative time; write days, hours, minutes, seconds and milliseconds in this order, such as 'ago:3d2h' or 'ago:45s'`,
    );
  }
  const [, days, hours, minutes, seconds, milliseconds] = match.map(part =>
    Number(part ?? 0),
  );
  return DateTime.fromJSDate(now, { zone: 'utc' }).minus(
    // A recorded day is 24 hours long: ages must not depend on anybody's clock change.
    Duration.fromObject({
      hours: days * 24 + hours,
      minutes,
      seconds,
      milliseconds,
    }),
  );
}

/** The instant in the form in which Kubernetes writes `metav1.Time`: whole seconds, UTC. */
export function formatKubernetesTime(time: DateTime): string {
  return time.toUTC().toFormat("yyyy-MM-dd'T'HH:mm:ss'Z'");
}

/** Replaces every string that begins with `ago:`, at any depth, by the timestamp it names. */
export function resolveRelativeTimes(value: unknown, now: Date): unknown {
  if (typeof value === 'string') {
    return value.startsWith(prefix)
      ? formatKubernetesTime(parseRelativeTime(value, now))
      : value;
  }
  if (Array.isArray(value)) {
    return value.map(item => resolveRelativeTimes(item, now));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        resolveRelativeTimes(item, now),
      ]),
    );
  }
  return value;
}
