import {
  toastApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button, Text, ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import {
  scorecardRefreshPermission,
  type RuleState,
} from '@causeway/plugin-scorecard-common';
import { RiRefreshLine } from '@remixicon/react';
import { useEffect, useState } from 'react';
import { scorecardApiRef } from '../../api';
import {
  useEntityScorecards,
  type ScoredEntity,
} from '../../hooks/useEntityScorecards';
import {
  ruleStates,
  useUrlFilters,
  type UrlFilters,
} from '../../hooks/useUrlFilters';
import { scorecardTranslationRef } from '../../translation';
import { StateFilter } from '../Filters';
import {
  EmptyState,
  LoadingState,
  getErrorMessage,
} from '@causeway/frontend-common';
import { RequestFailure } from '../shared';
import styles from './EntityScorecards.module.css';
import { History } from './History';
import { ScorecardSection } from './ScorecardSection';

/** An evaluation is asked for and runs in the background; a result is there within this time. */
const evaluationInMilliseconds = 4000;

/** Every rule that is for the entity of the page, or how they came to be as they are. */
export function EntityScorecards() {
  const { t } = useTranslationRef(scorecardTranslationRef);
  const filters = useUrlFilters();
  const { entityRef, value, error, retry } = useEntityScorecards();

  return (
    <>
      <div className={styles.toolbar}>
        <ToggleButtonGroup
          aria-label={t('entity.view')}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[filters.isHistory ? 'history' : 'rules']}
          onSelectionChange={keys =>
            filters.setFilter(
              'view',
              keys.has('history') ? 'history' : undefined,
            )
          }
        >
          <ToggleButton id="rules">{t('entity.rules')}</ToggleButton>
          <ToggleButton id="history">{t('entity.history')}</ToggleButton>
        </ToggleButtonGroup>
        <RefreshButton entityRef={entityRef} onRefresh={retry} />
      </div>
      {filters.isHistory ? (
        <History entityRef={entityRef} filters={filters} />
      ) : (
        <>
          {error && (
            <RequestFailure
              title={t('states.loadFailed')}
              error={error}
              onRetry={retry}
            />
          )}
          {!error && !value && (
            <LoadingState label={t('states.loading')} height={320} />
          )}
          {!error && value && (
            <Rules entityRef={entityRef} items={value} filters={filters} />
          )}
        </>
      )}
    </>
  );
}

function Rules(props: {
  entityRef: string;
  items: ScoredEntity[];
  filters: UrlFilters;
}) {
  const { entityRef, items, filters } = props;
  const { states, scorecardId, setFilter } = filters;
  const { t } = useTranslationRef(scorecardTranslationRef);
  if (items.length === 0) {
    return <EmptyState title={t('card.empty')} hint={t('card.emptyHint')} />;
  }
  // The scorecard that a link leads to stands first; the others follow.
  const sorted = [...items].sort(
    (a, b) =>
      Number(b.result.scorecardId === scorecardId) -
      Number(a.result.scorecardId === scorecardId),
  );
  const counts = countStates(
    items.flatMap(({ result }) => result.outcomes.map(({ state }) => state)),
  );
  return (
    <>
      <div className={styles.states}>
        <StateFilter
          label={t('entity.filter')}
          states={states}
          counts={counts}
          onChange={next => setFilter('state', next)}
        />
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
  const { allowed: isAllowed } = usePermission({
    permission: scorecardRefreshPermission,
    resourceRef: entityRef,
  });
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

  if (!isAllowed) {
    return null;
  }
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
