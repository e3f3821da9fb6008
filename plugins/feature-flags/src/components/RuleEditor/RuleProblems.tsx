import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  RiCheckLine,
  RiErrorWarningLine,
  RiLoader2Line,
} from '@remixicon/react';
import { featureFlagsTranslationRef } from '../../translation';
import { Mark, getErrorMessage } from '@causeway/frontend-common';
import styles from './FlagRules.module.css';
import type { TextProblem } from './ruleText';

/** What is wrong with the typed rules, and in which line. */
export function RuleProblems(props: {
  text: string;
  problems: TextProblem[];
  isChecking: boolean;
  error?: Error;
}) {
  const { text, problems, isChecking, error } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);

  return (
    <div role="status" className={styles.problems}>
      {renderSummary()}
      {problems.length > 0 && (
        <ul>
          {problems.map(({ message, from }) => (
            <li key={`${from} ${message}`}>
              {t('rules.problemAt', {
                line: String(text.slice(0, from).split('\n').length),
                message,
              })}
            </li>
          ))}
        </ul>
      )}
    </div>
  );

  function renderSummary() {
    if (problems.length > 0) {
      return (
        <Mark tone="negative" icon={<RiErrorWarningLine />}>
          {t('rules.problems', { count: problems.length })}
        </Mark>
      );
    }
    if (isChecking) {
      return (
        <Mark tone="neutral" icon={<RiLoader2Line />}>
          {t('rules.checking')}
        </Mark>
      );
    }
    return error ? (
      <Mark
        tone="warning"
        icon={<RiErrorWarningLine />}
        title={getErrorMessage(error)}
      >
        {t('rules.checkFailed')}
      </Mark>
    ) : (
      <Mark tone="positive" icon={<RiCheckLine />}>
        {t('rules.valid')}
      </Mark>
    );
  }
}
