import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert } from '@backstage/ui';
import type { ScorecardFault } from '@causeway/plugin-scorecard-common';
import useAsync from 'react-use/esm/useAsync';
import { scorecardApiRef } from '../../api';
import { scorecardTranslationRef } from '../../translation';
import styles from './Problems.module.css';

/** Names the rules that were left out and the sources of facts that failed; absent if all is well. */
export function Problems() {
  const { t } = useTranslationRef(scorecardTranslationRef);
  const scorecardApi = useApi(scorecardApiRef);
  // Where this cannot be read, the page below says what is wrong.
  const { value } = useAsync(() => scorecardApi.listProblems(), [scorecardApi]);
  const describeFault = (fault: ScorecardFault) =>
    `${
      fault.type === 'rule'
        ? t('problems.ruleFailed', fault)
        : t('problems.factFailed', fault)
    } (${t('problems.affected', { count: fault.entities })})`;

  const items = [
    ...(value?.sources ?? []).flatMap(({ problems }) =>
      problems.map(({ file, line, message }) => `${file}:${line} ${message}`),
    ),
    ...(value?.faults ?? []).map(describeFault),
  ];
  if (items.length === 0) {
    return null;
  }
  return (
    <div className={styles.problems}>
      <Alert
        status="warning"
        icon
        title={t('problems.title', { count: items.length })}
        description={
          <details>
            <summary>{t('problems.details')}</summary>
            <ul>
              {items.map(item => (
                <li key={item}>{item}</li>
              ))}
            </ul>
          </details>
        }
      />
    </div>
  );
}
