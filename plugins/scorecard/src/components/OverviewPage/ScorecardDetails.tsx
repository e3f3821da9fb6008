import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { ButtonLink, Card, CardBody, CardHeader, Text } from '@backstage/ui';
import type { ScorecardSummary } from '@causeway/plugin-scorecard-common';
import { useId, type ReactNode } from 'react';
import { toSelectionQuery, type UrlFilters } from '../../hooks/useUrlFilters';
import { entityListRouteRef } from '../../routes';
import { scorecardTranslationRef } from '../../translation';
import { ExportMenu } from '../Export';
import { ChoiceFilter } from '../Filters';
import { RuleTable } from '../RuleTable';
import { BiggestMovers } from './BiggestMovers';
import { Trend } from './Trend';
import styles from './OverviewPage.module.css';

const periods = [7, 30, 90, 365];
const defaultDays = 30;

/** The history of one scorecard and its rules, for the entities that the page is narrowed to. */
export function ScorecardDetails(props: {
  summary: ScorecardSummary;
  filters: UrlFilters;
}) {
  const { summary, filters } = props;
  const { scorecard, source } = summary;
  const { selection, days = defaultDays, setFilter } = filters;
  const { t } = useTranslationRef(scorecardTranslationRef);
  const entityListLink = useRouteRef(entityListRouteRef);
  const offered = periods.includes(days) ? periods : [...periods, days];

  return (
    <section>
      <div className={styles.heading}>
        <div>
          <Text as="h2" variant="title-small" weight="bold">
            {scorecard.title}
          </Text>
          <Text as="p" color="secondary">
            {scorecard.description}
          </Text>
          <Text as="p" variant="body-small" color="secondary">
            {t('overview.definedIn')} <Source source={source} />
          </Text>
        </div>
        <div className={styles.heading}>
          <ButtonLink
            variant="secondary"
            href={`${
              entityListLink?.({ scorecardId: scorecard.id }) ?? ''
            }${toSelectionQuery(selection)}`}
          >
            {t('team.all')}
          </ButtonLink>
          <ExportMenu scorecardId={scorecard.id} {...selection} />
        </div>
      </div>
      <div className={styles.choice}>
        <ChoiceFilter
          label={t('filters.days')}
          value={String(days)}
          options={offered.map(value => ({
            value: String(value),
            label: t('filters.lastDays', { days: String(value) }),
          }))}
          onChange={value => setFilter('days', value)}
        />
      </div>
      <div className={styles.columns}>
        <Section title={t('trend.title')}>
          <Trend scorecard={scorecard} selection={selection} days={days} />
        </Section>
        <Section title={t('movers.title')}>
          <BiggestMovers
            scorecard={scorecard}
            selection={selection}
            days={days}
          />
        </Section>
      </div>
      <Section title={t('overview.rules')}>
        <RuleTable scorecard={scorecard} selection={selection} />
      </Section>
    </section>
  );
}

/** A file, a URL, or the entity that holds the scorecard. */
function Source({ source }: { source: string }) {
  return source.startsWith('scorecard:') ? (
    <EntityRefLink entityRef={source} />
  ) : (
    <>{source}</>
  );
}

function Section(props: { title: string; children: ReactNode }) {
  const titleId = useId();
  return (
    <Card role="region" aria-labelledby={titleId}>
      <CardHeader>
        <Text as="h3" id={titleId} variant="title-x-small" weight="bold">
          {props.title}
        </Text>
      </CardHeader>
      <CardBody>{props.children}</CardBody>
    </Card>
  );
}
