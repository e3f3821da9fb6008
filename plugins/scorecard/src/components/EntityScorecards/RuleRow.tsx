import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Badge, Link, Text } from '@backstage/ui';
import type {
  Rule,
  RuleOutcome,
  Scorecard,
} from '@causeway/plugin-scorecard-common';
import { DateTime } from 'luxon';
import { formatValue } from '../../remediation';
import { ruleRouteRef } from '../../routes';
import { scorecardTranslationRef } from '../../translation';
import { Remediation } from '../Remediation';
import { RelativeTime } from '@causeway/frontend-common';
import { StateMark } from '../shared';
import { RuleWhy } from './RuleWhy';
import styles from './RuleRow.module.css';

interface RuleRowProps {
  entityRef: string;
  scorecard: Scorecard;
  rule: Rule;
  outcome: RuleOutcome;
}

/** A rule with its state for the entity, what was found and how to mend it. */
export function RuleRow(props: RuleRowProps) {
  const { entityRef, scorecard, rule, outcome } = props;
  const { t } = useTranslationRef(scorecardTranslationRef);
  const ruleLink = useRouteRef(ruleRouteRef);
  const isOpen = outcome.state === 'fail' || outcome.state === 'unknown';
  const level = scorecard.levels.find(({ id }) => id === rule.level);

  return (
    <li className={styles.row}>
      <div className={styles.state}>
        <StateMark state={outcome.state} />
        {outcome.since && (
          <Text as="p" variant="body-x-small" color="secondary">
            {t('rule.since')} <RelativeTime iso={outcome.since} />
          </Text>
        )}
      </div>
      <div className={styles.rule}>
        <div className={styles.heading}>
          <Link
            href={
              ruleLink?.({ scorecardId: scorecard.id, ruleId: rule.id }) ?? ''
            }
            weight="bold"
          >
            {rule.name}
          </Link>
          {level && <Badge size="small">{level.title}</Badge>}
          {rule.category && <Badge size="small">{rule.category}</Badge>}
          {rule.severity && (
            <Badge size="small">{t(`severity.${rule.severity}`)}</Badge>
          )}
          <Badge size="small">
            {t('rule.weight', { weight: String(rule.weight) })}
          </Badge>
          {!outcome.isInForce && rule.enableOn && (
            <Badge size="small">
              {t('rule.notInForce', {
                date: DateTime.fromISO(rule.enableOn).toLocaleString(
                  DateTime.DATE_MED,
                ),
              })}
            </Badge>
          )}
        </div>
        {rule.description && (
          <Text as="p" variant="body-small" color="secondary">
            {rule.description}
          </Text>
        )}
        {outcome.message && <Text as="p">{outcome.message}</Text>}
        <Values outcome={outcome} />
        {isOpen && <Remediation rule={rule} actual={outcome.actual} />}
        {rule.owner && isOpen && (
          <Text as="p" variant="body-small" color="secondary">
            {t('entity.owner')} <EntityRefLink entityRef={rule.owner} />
          </Text>
        )}
        <RuleWhy entityRef={entityRef} scorecardId={scorecard.id} rule={rule} />
      </div>
    </li>
  );
}

function Values({ outcome }: Pick<RuleRowProps, 'outcome'>) {
  const { actual, lastKnown } = outcome;
  const { t } = useTranslationRef(scorecardTranslationRef);
  if (actual === undefined && !lastKnown) {
    return null;
  }
  return (
    <dl className={styles.values}>
      {actual !== undefined && (
        <div>
          <dt>{t('rule.actual')}</dt>
          <dd>
            <code>{formatValue(actual)}</code>
          </dd>
        </div>
      )}
      {lastKnown && (
        <div>
          <dt>{t('rule.lastKnown')}</dt>
          <dd>
            <code>{formatValue(lastKnown.value)}</code>{' '}
            <RelativeTime iso={lastKnown.collectedAt} />
          </dd>
        </div>
      )}
    </dl>
  );
}
