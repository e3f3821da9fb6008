import { DateTime } from 'luxon';

/** A moment as people say it, with the exact one on hover. */
export function RelativeTime(props: { iso: string }) {
  const time = DateTime.fromISO(props.iso);
  return (
    <time
      dateTime={props.iso}
      title={time.toLocaleString(DateTime.DATETIME_MED_WITH_SECONDS)}
    >
      {time.toRelative() ?? props.iso}
    </time>
  );
}
