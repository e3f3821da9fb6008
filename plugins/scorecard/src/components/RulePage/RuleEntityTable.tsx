import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  Cell,
  Table,
  Text,
  useBreakpoint,
  type ColumnConfig,
} from '@backstage/ui';
import type { RuleFailure, RuleState } from '@causeway/plugin-scorecard-common';
import { useMemo } from 'react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { scorecardApiRef } from '../../api';
import type { UrlFilters } from '../../hooks/useUrlFilters';
import { formatValue } from '../../remediation';
import { scorecardTranslationRef } from '../../translation';
import {
  EmptyState,
  LoadingState,
  Pager,
  RelativeTime,
  RequestFailure,
  StateMark,
} from '../shared';
import styles from './RulePage.module.css';

const pageSize = 25;

type FailureItem = RuleFailure & { id: string };

/** Entities that are in some states for a rule, with what was found. */
export function RuleEntityTable(props: {
  scorecardId: string;
  ruleId: string;
  states: RuleState[];
  filters: UrlFilters;
}) {
  const { scorecardId, ruleId, states, filters } = props;
  const { selection, cursor, setCursor } = filters;
  const { t } = useTranslationRef(scorecardTranslationRef);
  const scorecardApi = useApi(scorecardApiRef);
  const columnConfig = useColumns();
  const { value, loading, error, retry } = useAsyncRetry(
    () =>
      scorecardApi.listEntitiesByRule(
        { scorecardId, ruleId },
        { ...selection, states, cursor, limit: pageSize },
      ),
    [
      scorecardApi,
      scorecardId,
      ruleId,
      cursor,
      JSON.stringify([selection, states]),
    ],
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
  if (value.items.length === 0) {
    return (
      <EmptyState
        title={t('rulePage.noMatch')}
        hint={t('rulePage.noMatchHint')}
      />
    );
  }
  return (
    <>
      <Table
        aria-label={t('rulePage.table')}
        columnConfig={columnConfig}
        data={value.items.map(item => ({ ...item, id: item.entityRef }))}
        isStale={loading}
        pagination={{ type: 'none' }}
      />
      <Pager
        cursor={cursor}
        nextCursor={value.nextCursor}
        onChange={setCursor}
      />
    </>
  );
}

function useColumns(): ColumnConfig<FailureItem>[] {
  const { t } = useTranslationRef(scorecardTranslationRef);
  const { down } = useBreakpoint();
  const isNarrow = down('sm');

  return useMemo(
    () => [
      {
        id: 'entity',
        label: t('rulePage.entity'),
        isRowHeader: true,
        minWidth: 130,
        cell: item => (
          <Cell>
            <EntityRefLink entityRef={item.entityRef} />
            {isNarrow && <StateMark state={item.state} />}
          </Cell>
        ),
      },
      {
        id: 'state',
        label: t('rulePage.state'),
        isHidden: isNarrow,
        minWidth: 110,
        cell: item => (
          <Cell>
            <StateMark state={item.state} />
          </Cell>
        ),
      },
      {
        id: 'found',
        label: t('rulePage.found'),
        minWidth: 160,
        defaultWidth: '2fr',
        cell: item => (
          <Cell>
            <div className={styles.message}>
              {item.actual !== undefined && (
                <code>{formatValue(item.actual)}</code>
              )}
              <Text as="p" variant="body-small" color="secondary">
                {item.message}
              </Text>
            </div>
          </Cell>
        ),
      },
      {
        id: 'owner',
        label: t('rulePage.owner'),
        isHidden: isNarrow,
        cell: item => (
          <Cell>
            {item.ownerRef && <EntityRefLink entityRef={item.ownerRef} />}
          </Cell>
        ),
      },
      {
        id: 'since',
        label: t('rulePage.since'),
        isHidden: isNarrow,
        cell: item => (
          <Cell>{item.since && <RelativeTime iso={item.since} />}</Cell>
        ),
      },
    ],
    [t, isNarrow],
  );
}
