import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Cell, useBreakpoint, type ColumnConfig } from '@backstage/ui';
import type { EntityScore, Scorecard } from '@causeway/plugin-scorecard-common';
import { useMemo } from 'react';
import { scorecardApiRef, type ResultSelection } from '../../api';
import type { UrlFilters } from '../../hooks/useUrlFilters';
import { scorecardTranslationRef } from '../../translation';
import { NamedTable } from '@causeway/frontend-common';
import { LevelMark, NoResults, PagedList, Score } from '../shared';

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
  const { cursor, setCursor } = filters;
  const { t } = useTranslationRef(scorecardTranslationRef);
  const scorecardApi = useApi(scorecardApiRef);
  const columns = useColumns(scorecard);
  return (
    <PagedList
      load={page =>
        scorecardApi.listScoredEntities(scorecard.id, { ...selection, ...page })
      }
      dependencies={[scorecard.id, selection]}
      pageSize={pageSize}
      cursor={cursor}
      setCursor={setCursor}
      empty={<NoResults filters={filters} />}
    >
      {(items, isStale) => (
        <NamedTable
          label={t('entityList.table', { title: scorecard.title })}
          columns={columns}
          items={items.map(item => ({ ...item, id: item.entityRef }))}
          isStale={isStale}
        />
      )}
    </PagedList>
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
        width: '40%',
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
