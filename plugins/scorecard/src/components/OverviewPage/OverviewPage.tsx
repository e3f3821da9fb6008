import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Container, Text } from '@backstage/ui';
import type { ScorecardSummary } from '@causeway/plugin-scorecard-common';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { scorecardApiRef, type GroupBy } from '../../api';
import { useUrlFilters, type UrlFilters } from '../../hooks/useUrlFilters';
import { scorecardTranslationRef } from '../../translation';
import { ChoiceFilter, SelectionFilters } from '../Filters';
import { HeatMap } from '../HeatMap';
import { EmptyState, LoadingState } from '@causeway/frontend-common';
import { NoResults, PagedList, RequestFailure } from '../shared';
import { Problems } from './Problems';
import { ScorecardDetails } from './ScorecardDetails';
import styles from './OverviewPage.module.css';

const pageSize = 50;

const groupings: readonly GroupBy[] = [
  'owner',
  'system',
  'domain',
  'tag',
  'kind',
];

/** How groups of entities do by every scorecard, and how one scorecard came there. */
export function OverviewPage() {
  const { t } = useTranslationRef(scorecardTranslationRef);
  const scorecardApi = useApi(scorecardApiRef);
  const { value, error, retry } = useAsyncRetry(
    () => scorecardApi.listScorecards(),
    [scorecardApi],
  );

  return (
    <Container>
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
        <>
          <Problems />
          {value.length === 0 ? (
            <EmptyState
              title={t('overview.empty')}
              hint={t('overview.emptyHint')}
            />
          ) : (
            <Overview scorecards={value} />
          )}
        </>
      )}
    </Container>
  );
}

function Overview({ scorecards }: { scorecards: ScorecardSummary[] }) {
  const { t } = useTranslationRef(scorecardTranslationRef);
  const filters = useUrlFilters();
  const { by, setFilter, scorecardId } = filters;
  // A link to a scorecard that is gone shows the first.
  const chosen =
    scorecards.find(({ scorecard }) => scorecard.id === scorecardId) ??
    scorecards[0];

  return (
    <>
      <SelectionFilters filters={filters}>
        <ChoiceFilter
          label={t('by.label')}
          value={by}
          options={groupings.map(value => ({ value, label: t(`by.${value}`) }))}
          onChange={value => setFilter('by', value)}
        />
      </SelectionFilters>
      <section>
        <Text as="h2" variant="title-small" weight="bold">
          {t('overview.heatMap')}
        </Text>
        <GroupScores scorecards={scorecards} filters={filters} />
      </section>
      <div className={styles.choice}>
        <ChoiceFilter
          label={t('overview.scorecard')}
          value={chosen.scorecard.id}
          options={scorecards.map(({ scorecard }) => ({
            value: scorecard.id,
            label: scorecard.title,
          }))}
          onChange={value => setFilter('scorecard', value)}
        />
      </div>
      <ScorecardDetails
        key={chosen.scorecard.id}
        summary={chosen}
        filters={filters}
      />
    </>
  );
}

function GroupScores(props: {
  scorecards: ScorecardSummary[];
  filters: UrlFilters;
}) {
  const { scorecards, filters } = props;
  const { by, selection, cursor, setCursor } = filters;
  const { t } = useTranslationRef(scorecardTranslationRef);
  const scorecardApi = useApi(scorecardApiRef);
  return (
    <PagedList
      load={page => scorecardApi.getHeatMap({ ...selection, by, ...page })}
      dependencies={[by, selection]}
      pageSize={pageSize}
      cursor={cursor}
      setCursor={setCursor}
      empty={<NoResults filters={filters} />}
    >
      {rows => (
        <HeatMap
          caption={t('overview.heatMapCaption')}
          by={by}
          scorecards={scorecards}
          rows={rows}
          selection={selection}
        />
      )}
    </PagedList>
  );
}
