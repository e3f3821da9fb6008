import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import type {
  Explanation,
  ExplanationStep,
} from '@causeway/plugin-feature-flags-common';
import { RiCheckLine, RiCloseLine } from '@remixicon/react';
import { featureFlagsTranslationRef } from '../../translation';
import { Mark } from '@causeway/frontend-common';
import styles from './ExplanationView.module.css';

/** What a context gets, and the steps of the rule that decided it. */
export function ExplanationView(props: { explanation: Explanation }) {
  const { result, steps, bucket, prerequisites } = props.explanation;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  return (
    <div className={styles.root}>
      <dl className={styles.facts}>
        <div>
          <dt>{t('explain.gets')}</dt>
          <dd>
            <strong>{result.variant ?? t('flag.codeDefault')}</strong>
          </dd>
        </div>
        {result.value !== undefined && (
          <div>
            <dt>{t('explain.value')}</dt>
            <dd>
              <code>{JSON.stringify(result.value)}</code>
            </dd>
          </div>
        )}
        <div>
          <dt>{t('explain.reason')}</dt>
          <dd>
            {result.reason}
            {result.errorMessage && `: ${result.errorMessage}`}
          </dd>
        </div>
        {bucket !== undefined && (
          <div>
            <dt>{t('explain.bucket')}</dt>
            <dd>{t('explain.bucketOf', { bucket: bucket.toFixed(2) })}</dd>
          </div>
        )}
      </dl>
      {prerequisites.map(({ flagKey, variant, isMet }) => {
        const words = { flagKey, variant: variant ?? t('flag.codeDefault') };
        return (
          <Mark
            key={flagKey}
            tone={isMet ? 'positive' : 'negative'}
            icon={isMet ? <RiCheckLine /> : <RiCloseLine />}
          >
            {isMet
              ? t('explain.prerequisiteMet', words)
              : t('explain.prerequisiteNotMet', words)}
          </Mark>
        );
      })}
      <Text as="h4" weight="bold">
        {t('explain.steps')}
      </Text>
      {steps.length > 0 ? (
        <StepList steps={steps} />
      ) : (
        <Text as="p" color="secondary">
          {t('explain.noSteps')}
        </Text>
      )}
    </div>
  );
}

function StepList(props: { steps: ExplanationStep[] }) {
  return (
    <ul className={styles.steps}>
      {props.steps.map(step => (
        <li key={step.pointer}>
          <code>
            {step.operator}
            {step.operands && `(${step.operands.map(shorten).join(', ')})`}
          </code>
          <span aria-hidden> → </span>
          <code className={styles.result}>{shorten(step.result)}</code>
          {step.note && (
            <Text as="p" variant="body-small" color="secondary">
              {step.note}
            </Text>
          )}
          {step.children.length > 0 && <StepList steps={step.children} />}
        </li>
      ))}
    </ul>
  );
}

const maxOperandLength = 60;

/** A value as text that fits a line; `undefined` where there is none. */
function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > maxOperandLength
    ? `${text.slice(0, maxOperandLength)}…`
    : text;
}
