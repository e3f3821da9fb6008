import {
  useApi,
  useRouteRef,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import {
  Cell,
  Link,
  Text,
  useBreakpoint,
  type ColumnConfig,
} from '@backstage/ui';
import type {
  ScorecardSummary,
  Transition,
} from '@causeway/plugin-scorecard-common';
import { RiArrowRightLine } from '@remixicon/react';
import { useMemo } from 'react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { scorecardApiRef } from '../../api';
import type { UrlFilters } from '../../hooks/useUrlFilters';
import { formatValue } from '../../remediation';
import { ruleRouteRef } from '../../routes';
import { scorecardTranslationRef } from '../../translation';
import { ChoiceFilter } from '../Filters';
import {
  EmptyState,
  LoadingState,
  NamedTable,
  RelativeTime,
} from '@causeway/frontend-common';
import { PagedList, RequestFailure, StateMark } from '../shared';
import styles from './History.module.css';

const pageSize = 25;
/** Enough of a version to tell it from another; the whole is its hover text. */
const versionLength = 7;

type TransitionItem = Omit<Transition, 'id'> & { id: string };

/** Which rules of the entity changed when, from what to what, and why. */
export function History(props: { entityRef: string; filters: UrlFilters }) {
  const { t } = useTranslationRef(scorecardTranslationRef);
  const scorecardApi = useApi(scorecardApiRef);
  const { value, error, retry } = useAsyncRetry(
    () => scorecardApi.listScorecards(),
    [scorecardApi],
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
  return <Transitions summaries={value} {...props} />;
}

function Transitions(props: {
  entityRef: string;
  filters: UrlFilters;
  summaries: ScorecardSummary[];
}) {
  const { entityRef, filters, summaries } = props;
  const { cursor, historyOf, setCursor, setFilter } = filters;
  const { t } = useTranslationRef(scorecardTranslationRef);
  const scorecardApi = useApi(scorecardApiRef);
  const columns = useColumns(summaries);
  return (
    <>
      <div className={styles.choice}>
        <ChoiceFilter
          label={t('overview.scorecard')}
          anyLabel={t('history.any')}
          value={historyOf}
          options={summaries.map(({ scorecard }) => ({
            value: scorecard.id,
            label: scorecard.title,
          }))}
          onChange={value => setFilter('history', value)}
        />
      </div>
      <PagedList
        load={page =>
          scorecardApi.listTransitions(entityRef, {
            scorecardId: historyOf,
            ...page,
          })
        }
        dependencies={[entityRef, historyOf]}
        pageSize={pageSize}
        cursor={cursor}
        setCursor={setCursor}
        empty={
          <EmptyState
            title={historyOf ? t('history.noMatch') : t('history.empty')}
            hint={t('history.emptyHint')}
          />
        }
      >
        {(items, isStale) => (
          <NamedTable
            label={t('history.table')}
            columns={columns}
            items={items.map(item => ({ ...item, id: String(item.id) }))}
            isStale={isStale}
          />
        )}
      </PagedList>
    </>
  );
}

function useColumns(
  summaries: readonly ScorecardSummary[],
): ColumnConfig<TransitionItem>[] {
  const { t } = useTranslationRef(scorecardTranslationRef);
  const { down } = useBreakpoint();
  const isNarrow = down('sm');

  return useMemo(
    () => [
      {
        id: 'rule',
        label: t('history.rule'),
        isRowHeader: true,
        width: isNarrow ? undefined : '26%',
        cell: item => (
          <Cell>
            <RuleName item={item} summaries={summaries} />
            {isNarrow && <Cause item={item} />}
          </Cell>
        ),
      },
      {
        id: 'change',
        label: t('history.change'),
        width: isNarrow ? undefined : '24%',
        cell: item => (
          <Cell>
            <Change item={item} />
            {isNarrow && (
              <>
                <Text as="p" variant="body-small" color="secondary">
                  <RelativeTime iso={item.at} />
                </Text>
                <Found item={item} />
              </>
            )}
          </Cell>
        ),
      },
      {
        id: 'found',
        label: t('history.found'),
        isHidden: isNarrow,
        cell: item => (
          <Cell>
            <Found item={item} />
          </Cell>
        ),
      },
      {
        id: 'cause',
        label: t('history.cause'),
        isHidden: isNarrow,
        cell: item => (
          <Cell>
            <Cause item={item} />
          </Cell>
        ),
      },
      {
        id: 'when',
        label: t('history.when'),
        isHidden: isNarrow,
        width: '14%',
        cell: item => (
          <Cell>
            <RelativeTime iso={item.at} />
          </Cell>
        ),
      },
    ],
    [t, summaries, isNarrow],
  );
}

/** The rule leads to its page, unless it or its scorecard is gone. */
function RuleName(props: {
  item: TransitionItem;
  summaries: readonly ScorecardSummary[];
}) {
  const { scorecardId, ruleId } = props.item;
  const ruleLink = useRouteRef(ruleRouteRef);
  const scorecard = props.summaries.find(
    summary => summary.scorecard.id === scorecardId,
  )?.scorecard;
  const rule = scorecard?.rules.find(({ id }) => id === ruleId);
  return (
    <div className={styles.text}>
      {rule ? (
        <Link href={ruleLink?.({ scorecardId, ruleId }) ?? ''}>
          {rule.name}
        </Link>
      ) : (
        ruleId
      )}
      <Text as="p" variant="body-small" color="secondary">
        {scorecard?.title ?? scorecardId}
      </Text>
    </div>
  );
}

function Change({ item }: { item: TransitionItem }) {
  const { t } = useTranslationRef(scorecardTranslationRef);
  return (
    <span className={styles.change}>
      {item.from ? <StateMark state={item.from} /> : t('history.new')}
      <RiArrowRightLine
        role="img"
        aria-label={t('history.to')}
        className={styles.arrow}
      />
      <StateMark state={item.to} />
    </span>
  );
}

function Found({ item }: { item: TransitionItem }) {
  return item.actual === undefined ? null : (
    <code className={styles.value}>{formatValue(item.actual)}</code>
  );
}

function Cause({ item }: { item: TransitionItem }) {
  const { cause, from, scorecardVersion } = item;
  const { t } = useTranslationRef(scorecardTranslationRef);
  return (
    <div className={styles.text}>
      {from === undefined ? t('history.new') : t(`history.causes.${cause}`)}
      {scorecardVersion && (
        <Text as="p" variant="body-small" color="secondary">
          <span title={scorecardVersion}>
            {t('history.version', {
              version: scorecardVersion.slice(0, versionLength),
            })}
          </span>
        </Text>
      )}
    </div>
  );
}
