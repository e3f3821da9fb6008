import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  Button,
  Cell,
  Table,
  useBreakpoint,
  type ColumnConfig,
} from '@backstage/ui';
import type { EntityScore, Scorecard } from '@causeway/plugin-scorecard-common';
import { useMemo } from 'react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { scorecardApiRef, type ResultSelection } from '../../api';
import type { UrlFilters } from '../../hooks/useUrlFilters';
import { scorecardTranslationRef } from '../../translation';
import {
  EmptyState,
  LevelMark,
  LoadingState,
  Pager,
  RequestFailure,
  Score,
} from '../shared';

const pageSize = 25;

type ScoredItem = EntityScore & { id: string };

/** Entities with their level and score. */
export function EntityTable(props: {
  scorecard: Scorecard;
  selection: ResultSelection;
  filters: Pick<
    UrlFilters,
    'cursor' | 'setCursor' | 'hasSelection' | 'clearSelection'
  >;
}) {
  const { scorecard, selection, filters } = props;
  const { cursor, setCursor, hasSelection, clearSelection } = filters;
  const { t } = useTranslationRef(scorecardTranslationRef);
  const scorecardApi = useApi(scorecardApiRef);
  const columnConfig = useColumns(scorecard);
  const { value, loading, error, retry } = useAsyncRetry(
    () =>
      scorecardApi.listScoredEntities(scorecard.id, {
        ...selection,
        cursor,
        limit: pageSize,
      }),
    [scorecardApi, scorecard.id, cursor, JSON.stringify(selection)],
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
    return hasSelection ? (
      <EmptyState
        title={t('overview.noMatch')}
        hint={t('overview.noMatchHint')}
      >
        <Button variant="secondary" onPress={clearSelection}>
          {t('filters.clear')}
        </Button>
      </EmptyState>
    ) : (
      <EmptyState
        title={t('overview.noResults')}
        hint={t('overview.noResultsHint')}
      />
    );
  }
  return (
    <>
      <Table
        aria-label={t('entityList.table')}
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

function useColumns(scorecard: Scorecard): ColumnConfig<ScoredItem>[] {
  const { t } = useTranslationRef(scorecardTranslationRef);
  const { down } = useBreakpoint();
  const isNarrow = down('sm');

  return useMemo(
    () => [
      {
        id: 'entity',
        label: t('entityList.entity'),
        isRowHeader: true,
        minWidth: 140,
        defaultWidth: '2fr',
        cell: item => (
          <Cell>
            <EntityRefLink entityRef={item.entityRef} />
            {isNarrow && (
              <LevelMark level={item.level} levels={scorecard.levels} />
            )}
          </Cell>
        ),
      },
      {
        id: 'score',
        label: t('entityList.score'),
        minWidth: 150,
        cell: item => (
          <Cell>
            <Score
              score={item.score}
              label={t('score.label', { title: item.title })}
            />
          </Cell>
        ),
      },
      {
        id: 'level',
        label: t('entityList.level'),
        isHidden: isNarrow || scorecard.levels.length === 0,
        cell: item => (
          <Cell>
            <LevelMark level={item.level} levels={scorecard.levels} />
          </Cell>
        ),
      },
      {
        id: 'owner',
        label: t('entityList.owner'),
        isHidden: isNarrow,
        cell: item => (
          <Cell>
            {item.ownerRef && <EntityRefLink entityRef={item.ownerRef} />}
          </Cell>
        ),
      },
    ],
    [t, scorecard, isNarrow],
  );
}
