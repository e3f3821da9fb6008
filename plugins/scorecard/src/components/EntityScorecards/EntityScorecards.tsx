import {
  toastApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import type { RuleState } from '@causeway/plugin-scorecard-common';
import { RiRefreshLine } from '@remixicon/react';
import { useEffect, useState } from 'react';
import { scorecardApiRef } from '../../api';
import { useEntityScorecards } from '../../hooks/useEntityScorecards';
import { ruleStates, useUrlFilters } from '../../hooks/useUrlFilters';
import { scorecardTranslationRef } from '../../translation';
import { StateFilter } from '../Filters';
import {
  EmptyState,
  getErrorMessage,
  LoadingState,
  RequestFailure,
} from '../shared';
import styles from './EntityScorecards.module.css';
import { ScorecardSection } from './ScorecardSection';

/** An evaluation is asked for and runs in the background; a result is there within this time. */
const evaluationInMilliseconds = 4000;

/** Every rule that is for the entity of the page. */
export function EntityScorecards() {
  const { t } = useTranslationRef(scorecardTranslationRef);
  const { entityRef, value, error, retry } = useEntityScorecards();
  const { states, scorecardId, setFilter } = useUrlFilters();

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
  if (value.length === 0) {
    return (
      <EmptyState title={t('card.empty')} hint={t('card.emptyHint')}>
        <RefreshButton entityRef={entityRef} onRefresh={retry} />
      </EmptyState>
    );
  }
  // The scorecard that a link leads to stands first; the others follow.
  const sorted = [...value].sort(
    (a, b) =>
      Number(b.result.scorecardId === scorecardId) -
      Number(a.result.scorecardId === scorecardId),
  );
  const counts = countStates(
    value.flatMap(({ result }) => result.outcomes.map(({ state }) => state)),
  );
  return (
    <>
      <div className={styles.toolbar}>
        <StateFilter
          label={t('entity.filter')}
          states={states}
          counts={counts}
          onChange={next => setFilter('state', next)}
        />
        <RefreshButton entityRef={entityRef} onRefresh={retry} />
      </div>
      {states.length > 0 && states.every(state => counts[state] === 0) && (
        <Text as="p" color="secondary">
          {t('entity.noMatch')}
        </Text>
      )}
      {sorted.map(item => (
        <ScorecardSection
          key={item.result.scorecardId}
          entityRef={entityRef}
          states={states.length > 0 ? states : ruleStates}
          {...item}
        />
      ))}
    </>
  );
}

function RefreshButton(props: { entityRef: string; onRefresh: () => void }) {
  const { entityRef, onRefresh } = props;
  const { t } = useTranslationRef(scorecardTranslationRef);
  const scorecardApi = useApi(scorecardApiRef);
  const toastApi = useApi(toastApiRef);
  const [isPending, setIsPending] = useState(false);

  useEffect(() => {
    if (!isPending) {
      return undefined;
    }
    const timeout = setTimeout(() => {
      setIsPending(false);
      onRefresh();
    }, evaluationInMilliseconds);
    return () => clearTimeout(timeout);
  }, [isPending, onRefresh]);

  const refresh = async () => {
    try {
      await scorecardApi.refreshEntity(entityRef);
      setIsPending(true);
      toastApi.post({ title: t('entity.refreshed'), timeout: 4000 });
    } catch (error) {
      toastApi.post({
        title: t('entity.refreshFailed'),
        description:
          error instanceof Error ? getErrorMessage(error) : String(error),
        status: 'danger',
      });
    }
  };

  return (
    <Button
      variant="secondary"
      iconStart={<RiRefreshLine />}
      isPending={isPending}
      onPress={refresh}
    >
      {t('entity.refresh')}
    </Button>
  );
}

function countStates(states: readonly RuleState[]): {
  [state in RuleState]: number;
} {
  const counts = {
    pass: 0,
    fail: 0,
    unknown: 0,
    exempt: 0,
    'not-applicable': 0,
  };
  for (const state of states) {
    counts[state] += 1;
  }
  return counts;
}
