import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Cell, Text, useBreakpoint, type ColumnConfig } from '@backstage/ui';
import type {
  Rule,
  RuleFailure,
  RuleState,
} from '@causeway/plugin-scorecard-common';
import { useMemo } from 'react';
import { scorecardApiRef } from '../../api';
import type { UrlFilters } from '../../hooks/useUrlFilters';
import { formatValue } from '../../remediation';
import { scorecardTranslationRef } from '../../translation';
import {
  EmptyState,
  NamedTable,
  RelativeTime,
} from '@causeway/frontend-common';
import { PagedList, StateMark } from '../shared';
import styles from './RulePage.module.css';

const pageSize = 25;

type FailureItem = RuleFailure & { id: string };

/** Entities that are in some states for a rule, with what was found. */
export function RuleEntityTable(props: {
  scorecardId: string;
  rule: Rule;
  states: RuleState[];
  filters: UrlFilters;
}) {
  const { scorecardId, rule, states, filters } = props;
  const { selection, cursor, setCursor } = filters;
  const { t } = useTranslationRef(scorecardTranslationRef);
  const scorecardApi = useApi(scorecardApiRef);
  const columns = useColumns();
  return (
    <PagedList
      load={page =>
        scorecardApi.listEntitiesByRule(
          { scorecardId, ruleId: rule.id },
          { ...selection, states, ...page },
        )
      }
      dependencies={[scorecardId, rule.id, selection, states]}
      pageSize={pageSize}
      cursor={cursor}
      setCursor={setCursor}
      empty={
        <EmptyState
          title={t('rulePage.noMatch')}
          hint={t('rulePage.noMatchHint')}
        />
      }
    >
      {(items, isStale) => (
        <NamedTable
          label={t('rulePage.table', { name: rule.name })}
          columns={columns}
          items={items.map(item => ({ ...item, id: item.entityRef }))}
          isStale={isStale}
        />
      )}
    </PagedList>
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
        cell: item => (
          <Cell>
            <StateMark state={item.state} />
          </Cell>
        ),
      },
      {
        id: 'found',
        label: t('rulePage.found'),
        width: isNarrow ? undefined : '36%',
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
