import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Select } from '@backstage/ui';
import type {
  ChangeEvent,
  Environment,
  Flag,
} from '@causeway/plugin-feature-flags-common';
import { useEffect } from 'react';
import { useSearchParams } from 'react-router-dom';
import useAsyncFn from 'react-use/esm/useAsyncFn';
import { flagsApiRef } from '../../api';
import { featureFlagsTranslationRef } from '../../translation';
import { EmptyState, LoadingState } from '@causeway/frontend-common';
import { RequestFailure } from '../shared';
import { HistoryEvent } from './HistoryEvent';
import styles from './History.module.css';

const pageSize = 20;
const allEnvironments = '*';

interface HistoryProps {
  environments: Environment[];
  flag: Flag;
  onRestore: () => void;
}

/** Every change of a flag, the newest first. */
export function History(props: HistoryProps) {
  const { environments, flag, onRestore } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const [parameters, setParameters] = useSearchParams();
  const environment = parameters.get('environment') ?? undefined;
  const { events, hasMore, loading, error, load, loadMore } = useEvents(
    flag,
    environment,
  );

  return (
    <div className={styles.root}>
      <Select
        className={styles.filter}
        label={t('history.environment')}
        value={environment ?? allEnvironments}
        onChange={value =>
          setParameters(
            value === allEnvironments ? {} : { environment: String(value) },
            { replace: true },
          )
        }
        options={[
          { value: allEnvironments, label: t('history.all') },
          ...environments.map(({ name, title }) => ({
            value: name,
            label: title,
          })),
        ]}
      />
      {error && (
        <RequestFailure
          title={t('history.loadFailed')}
          error={error}
          onRetry={load}
        />
      )}
      {!error && !events && <LoadingState label={t('history.loading')} />}
      {events?.length === 0 && (
        <EmptyState title={t('history.empty')} hint={t('history.emptyHint')} />
      )}
      {events && events.length > 0 && (
        <ol className={styles.list}>
          {events.map((event, index) => (
            <HistoryEvent
              key={event.id}
              event={event}
              environments={environments}
              flag={flag}
              isLatest={index === 0 && !environment}
              onRestore={onRestore}
            />
          ))}
        </ol>
      )}
      {hasMore && (
        <div>
          <Button variant="secondary" isPending={loading} onPress={loadMore}>
            {t('history.more')}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Loads the events page by page; from the start whenever the flag changes. */
function useEvents(flag: Flag, environment: string | undefined) {
  const { flagSet, key, revision } = flag;
  const flagsApi = useApi(flagsApiRef);

  const [{ value, loading, error }, loadAfter] = useAsyncFn(
    async (previous: { events: ChangeEvent[]; cursor?: string }) => {
      const page = await flagsApi.listEvents(flagSet, {
        subject: 'flag',
        subjectKey: key,
        environment,
        limit: pageSize,
        cursor: previous.cursor,
      });
      return {
        events: [...previous.events, ...page.items],
        cursor: page.nextCursor,
      };
    },
    // The revision is not sent, but another one has another history.
    [flagsApi, flagSet, key, environment, revision],
  );
  useEffect(() => {
    loadAfter({ events: [] });
  }, [loadAfter]);

  return {
    events: value?.events,
    hasMore: value?.cursor !== undefined,
    loading,
    error,
    load: () => loadAfter({ events: [] }),
    loadMore: () => value && loadAfter(value),
  };
}
