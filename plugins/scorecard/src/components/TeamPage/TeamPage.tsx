import { stringifyEntityRef } from '@backstage/catalog-model';
import {
  useApi,
  useRouteRefParams,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import {
  EntityRefLink,
  useEntityPresentation,
} from '@backstage/plugin-catalog-react';
import { Container, Header, Text } from '@backstage/ui';
import type {
  HeatMap as HeatMapData,
  ScorecardSummary,
} from '@causeway/plugin-scorecard-common';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { scorecardApiRef, type ResultSelection } from '../../api';
import { useUrlFilters } from '../../hooks/useUrlFilters';
import { teamRouteRef } from '../../routes';
import { scorecardTranslationRef } from '../../translation';
import { EntityTable } from '../EntityTable';
import { ChoiceFilter, SelectionFilters } from '../Filters';
import { HeatMap } from '../HeatMap';
import { RuleTable } from '../RuleTable';
import { EmptyState, LoadingState } from '@causeway/frontend-common';
import { RequestFailure } from '../shared';
import styles from './TeamPage.module.css';

/** Groups of one team that are shown beside it. */
const groupLimit = 200;

/** What one owner has by every scorecard, and what is open. */
export function TeamPage() {
  const ownerRef = stringifyEntityRef(useRouteRefParams(teamRouteRef));
  const { t } = useTranslationRef(scorecardTranslationRef);
  const scorecardApi = useApi(scorecardApiRef);
  const { primaryTitle } = useEntityPresentation(ownerRef);
  const filters = useUrlFilters();
  const selection: ResultSelection = {
    ...filters.selection,
    owner: [ownerRef],
  };
  const { value, error, retry } = useAsyncRetry(async () => {
    const [scorecards, heatMap] = await Promise.all([
      scorecardApi.listScorecards(),
      scorecardApi.getHeatMap({ ...selection, by: 'owner', limit: groupLimit }),
    ]);
    return { scorecards, heatMap };
  }, [scorecardApi, JSON.stringify(selection)]);

  return (
    <>
      <Header title={primaryTitle} />
      <Container>
        <Text as="p" color="secondary" className={styles.owner}>
          <EntityRefLink entityRef={ownerRef} />
        </Text>
        <SelectionFilters filters={filters} hasOwner={false} />
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
          <TeamScorecards
            ownerRef={ownerRef}
            selection={selection}
            {...value}
          />
        )}
      </Container>
    </>
  );
}

function TeamScorecards(props: {
  ownerRef: string;
  selection: ResultSelection;
  scorecards: ScorecardSummary[];
  heatMap: HeatMapData;
}) {
  const { ownerRef, selection, scorecards, heatMap } = props;
  const { t } = useTranslationRef(scorecardTranslationRef);
  const filters = useUrlFilters();
  // With child groups, groups above the team count what it owns, too.
  const rows = heatMap.items.filter(({ key }) => key === ownerRef);
  const scored = scorecards.filter(
    ({ scorecard }) => rows[0]?.cells[scorecard.id],
  );
  if (scored.length === 0) {
    return <EmptyState title={t('team.empty')} hint={t('team.emptyHint')} />;
  }
  const { scorecard } =
    scored.find(item => item.scorecard.id === filters.scorecardId) ?? scored[0];

  return (
    <>
      <HeatMap
        caption={t('team.scorecards')}
        by="owner"
        scorecards={scored}
        rows={rows}
        selection={selection}
      />
      <div className={styles.choice}>
        <ChoiceFilter
          label={t('team.scorecard')}
          value={scorecard.id}
          options={scored.map(item => ({
            value: item.scorecard.id,
            label: item.scorecard.title,
          }))}
          onChange={value => filters.setFilter('scorecard', value)}
        />
      </div>
      <section className={styles.section}>
        <Text as="h2" variant="title-x-small" weight="bold">
          {t('team.rules')}
        </Text>
        <RuleTable scorecard={scorecard} selection={selection} />
      </section>
      <section className={styles.section}>
        <Text as="h2" variant="title-x-small" weight="bold">
          {t('team.services')}
        </Text>
        <EntityTable
          scorecard={scorecard}
          selection={selection}
          filters={filters}
        />
      </section>
    </>
  );
}
