import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import type {
  ExplanationStep,
  Rule,
  RuleExplanation,
} from '@causeway/plugin-scorecard-common';
import { useState } from 'react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { scorecardApiRef } from '../../api';
import { scorecardTranslationRef } from '../../translation';
import { LoadingState, RelativeTime } from '@causeway/frontend-common';
import { RequestFailure, StateMark } from '../shared';
import styles from './RuleWhy.module.css';

/** Opens to what a rule reads, from where, and what each part of it comes to. */
export function RuleWhy(props: {
  entityRef: string;
  scorecardId: string;
  rule: Rule;
}) {
  const { rule } = props;
  const { t } = useTranslationRef(scorecardTranslationRef);
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details
      className={styles.why}
      onToggle={event => setIsOpen(event.currentTarget.open)}
    >
      <summary aria-label={`${t('entity.why')} ${rule.name}`}>
        {t('entity.why')}
      </summary>
      {isOpen && <Explanation {...props} />}
    </details>
  );
}

function Explanation(props: {
  entityRef: string;
  scorecardId: string;
  rule: Rule;
}) {
  const { entityRef, scorecardId, rule } = props;
  const { t } = useTranslationRef(scorecardTranslationRef);
  const scorecardApi = useApi(scorecardApiRef);
  const { value, error, retry } = useAsyncRetry(
    () => scorecardApi.explainRule(entityRef, { scorecardId, ruleId: rule.id }),
    [scorecardApi, entityRef, scorecardId, rule.id],
  );
  if (error) {
    return (
      <RequestFailure
        title={t('entity.explainFailed')}
        error={error}
        onRetry={retry}
      />
    );
  }
  if (!value) {
    return <LoadingState label={t('entity.loadingExplanation')} height={64} />;
  }
  return (
    <div className={styles.explanation}>
      {!value.isApplicable && (
        <Text as="p">
          {t('stateHint.not-applicable')}{' '}
          {value.steps && t('entity.whenNotMet')}
        </Text>
      )}
      {value.steps && (
        <ul className={styles.steps}>
          <Step step={value.steps} />
        </ul>
      )}
      <Facts facts={value.facts} />
    </div>
  );
}

function Step({ step }: { step: ExplanationStep }) {
  const { t } = useTranslationRef(scorecardTranslationRef);
  return (
    <li>
      <div className={styles.step}>
        <StateMark state={step.state} />
        <span>
          {step.comparison ? (
            <code>
              {[
                step.comparison.path,
                step.comparison.operator,
                step.comparison.valuePath ??
                  (step.comparison.value === undefined
                    ? ''
                    : JSON.stringify(step.comparison.value)),
              ]
                .join(' ')
                .trim()}
            </code>
          ) : (
            t(`entity.${step.type}`)
          )}
        </span>
      </div>
      {step.message && (
        <Text as="p" variant="body-small" color="secondary">
          {step.message}
        </Text>
      )}
      {step.steps && (
        <ul className={styles.steps}>
          {step.steps.map((inner, index) => (
            <Step key={index} step={inner} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Facts({ facts }: Pick<RuleExplanation, 'facts'>) {
  const { t } = useTranslationRef(scorecardTranslationRef);
  return (
    <>
      <Text as="p" variant="body-small" weight="bold">
        {t('entity.facts')}
      </Text>
      <ul className={styles.facts}>
        {facts.map(fact => (
          <li key={fact.factRef}>
            <code>{fact.factRef}</code>{' '}
            {fact.source && t('entity.collected', { source: fact.source })}{' '}
            {fact.collectedAt && <RelativeTime iso={fact.collectedAt} />}{' '}
            {fact.status === 'unknown' && <StateMark state="unknown" />}{' '}
            {fact.message}
          </li>
        ))}
      </ul>
    </>
  );
}
