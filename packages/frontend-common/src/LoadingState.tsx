import { Skeleton } from '@backstage/ui';

/** Holds the place of what is loading, and says so to those who do not see it. */
export function LoadingState(props: { label: string; height?: number }) {
  return (
    <div role="status" aria-label={props.label}>
      <Skeleton width="100%" height={props.height ?? 160} />
    </div>
  );
}
