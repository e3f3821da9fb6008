import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  EntityInfoCard,
  entityRouteParams,
  entityRouteRef,
  useEntity,
} from '@backstage/plugin-catalog-react';
import { ButtonLink, Link, Text } from '@backstage/ui';
import {
  useEntityScorecards,
  type ScoredEntity,
} from '../../hooks/useEntityScorecards';
import { findNextStep } from '../../openRules';
import { scorecardTranslationRef } from '../../translation';
import { EmptyState, LoadingState } from '@causeway/frontend-common';
import { LevelMark, RequestFailure, Score, StateMark } from '../shared';
import styles from './ScorecardCard.module.css';

/** How far an entity is by each scorecard, and what to do next. */
export function ScorecardCard() {
  const { t } = useTranslationRef(scorecardTranslationRef);
  const { value, error, retry } = useEntityScorecards();
  const tabPath = useTabPath();

  return (
    <EntityInfoCard
      title={t('card.title')}
      footerActions={
        value &&
        value.length > 0 && (
          <ButtonLink href={tabPath} variant="tertiary">
            {t('card.all')}
          </ButtonLink>
        )
      }
    >
      {error && (
        <RequestFailure
          title={t('states.loadFailed')}
          error={error}
          onRetry={retry}
        />
      )}
      {!error && !value && <LoadingState label={t('states.loading')} />}
      {!error && value?.length === 0 && (
        <EmptyState title={t('card.empty')} hint={t('card.emptyHint')} />
      )}
      {!error && value && value.length > 0 && (
        <ul className={styles.list}>
          {value.map(item => (
            <ScorecardRow
              key={item.result.scorecardId}
              tabPath={tabPath}
              {...item}
            />
          ))}
        </ul>
      )}
    </EntityInfoCard>
  );
}

function ScorecardRow(props: ScoredEntity & { tabPath: string }) {
  const { summary, result, tabPath } = props;
  const { scorecard } = summary;
  const { t } = useTranslationRef(scorecardTranslationRef);
  const next = findNextStep(scorecard, result);

  return (
    <li className={styles.row}>
      <div className={styles.heading}>
        <Link
          href={`${tabPath}?${new URLSearchParams({
            scorecard: scorecard.id,
          })}`}
          weight="bold"
        >
          {scorecard.title}
        </Link>
        <LevelMark level={result.level} levels={scorecard.levels} />
      </div>
      <Score
        score={result.score}
        label={t('score.label', { title: scorecard.title })}
      />
      {next ? (
        <div className={styles.next}>
          <StateMark state={next.outcome.state} />
          <Text as="p">
            {t('card.next')}{' '}
            <Text as="span" weight="bold">
              {next.rule.name}
            </Text>{' '}
            <Text as="span" color="secondary">
              {next.level && t('card.forLevel', { level: next.level.title })}{' '}
              {next.open > 1 && t('card.more', { count: next.open - 1 })}
            </Text>
          </Text>
        </div>
      ) : (
        result.score !== undefined && (
          <Text as="p" color="secondary">
            {t('card.done')}
          </Text>
        )
      )}
    </li>
  );
}

/** Path of the tab that the plugin adds to the page of the entity. */
function useTabPath(): string {
  const { entity } = useEntity();
  const entityLink = useRouteRef(entityRouteRef);
  return `${entityLink?.(entityRouteParams(entity)) ?? ''}/scorecards`;
}
