import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { Page } from '@causeway/plugin-scorecard-common';
import type { ReactNode } from 'react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import type { PageOptions } from '../../api';
import { scorecardTranslationRef } from '../../translation';
import { LoadingState, Pager } from '@causeway/frontend-common';
import { RequestFailure } from './RequestFailure';

interface PagedListProps<T> {
  load: (
    page: Required<Pick<PageOptions, 'limit'>> & PageOptions,
  ) => Promise<Page<T>>;
  /** What `load` depends on besides the page; it loads anew when one changes. */
  dependencies: readonly unknown[];
  pageSize: number;
  cursor: string | undefined;
  setCursor: (cursor: string | undefined) => void;
  /** Stands in place of a list without items. */
  empty: ReactNode;
  /** Shows the items; they are stale while others are on their way. */
  children: (items: T[], isStale: boolean) => ReactNode;
}

/** A list that is read by cursor: it loads, fails, is empty, or is shown with its pages. */
export function PagedList<T>(props: PagedListProps<T>) {
  const { load, dependencies, pageSize, cursor, setCursor, empty, children } =
    props;
  const { t } = useTranslationRef(scorecardTranslationRef);
  const { value, loading, error, retry } = useAsyncRetry(
    () => load({ cursor, limit: pageSize }),
    [cursor, pageSize, JSON.stringify(dependencies)],
  );

  if (error) {
    return (
      <RequestFailure
        title={t('states.loadFailed')}
        error={error}
        onRetry={retry}
      />
    );
  }
  if (!value) {
    return <LoadingState label={t('states.loading')} height={320} />;
  }
  return (
    <>
      {value.items.length === 0 ? empty : children(value.items, loading)}
      <Pager
        cursor={cursor}
        nextCursor={value.nextCursor}
        onChange={setCursor}
      />
    </>
  );
}
