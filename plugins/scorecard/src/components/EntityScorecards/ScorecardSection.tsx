import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Card, CardBody, CardHeader, Text } from '@backstage/ui';
import type { RuleState } from '@causeway/plugin-scorecard-common';
import { useId } from 'react';
import type { ScoredEntity } from '../../hooks/useEntityScorecards';
import { ruleStates } from '../../hooks/useUrlFilters';
import { scorecardTranslationRef } from '../../translation';
import { RelativeTime } from '@causeway/frontend-common';
import { LevelMark, Score } from '../shared';
import { RuleRow } from './RuleRow';
import styles from './ScorecardSection.module.css';

interface ScorecardSectionProps extends ScoredEntity {
  entityRef: string;
  /** States that are shown. */
  states: readonly RuleState[];
}

/** One scorecard with its rules, what is open first. */
export function ScorecardSection(props: ScorecardSectionProps) {
  const { entityRef, states, summary, result } = props;
  const { scorecard } = summary;
  const { t } = useTranslationRef(scorecardTranslationRef);
  const titleId = useId();

  const rank = (state: RuleState) => ruleStates.indexOf(state);
  const rows = scorecard.rules
    .flatMap(rule => {
      const outcome = result.outcomes.find(({ ruleId }) => ruleId === rule.id);
      return outcome && states.includes(outcome.state)
        ? [{ rule, outcome }]
        : [];
    })
    .sort(
      (a, b) =>
        rank(a.outcome.state) - rank(b.outcome.state) ||
        b.rule.weight - a.rule.weight,
    );
  if (rows.length === 0) {
    return null;
  }
  return (
    <Card role="region" aria-labelledby={titleId} className={styles.card}>
      <CardHeader>
        <div className={styles.heading}>
          <Text as="h3" id={titleId} variant="title-x-small" weight="bold">
            {scorecard.title}
          </Text>
          <LevelMark level={result.level} levels={scorecard.levels} />
          <div className={styles.score}>
            <Score
              score={result.score}
              label={t('score.label', { title: scorecard.title })}
            />
          </div>
        </div>
        <Text as="p" variant="body-small" color="secondary">
          {scorecard.description} {t('entity.evaluated')}{' '}
          <RelativeTime iso={result.evaluatedAt} />.
        </Text>
      </CardHeader>
      <CardBody>
        <ul className={styles.rules}>
          {rows.map(row => (
            <RuleRow
              key={row.rule.id}
              entityRef={entityRef}
              scorecard={scorecard}
              {...row}
            />
          ))}
        </ul>
      </CardBody>
    </Card>
  );
}
