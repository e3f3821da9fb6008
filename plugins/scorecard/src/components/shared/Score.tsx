import { useTranslationRef } from '@backstage/frontend-plugin-api';
import classNames from 'classnames';
import { formatScore, getScoreBand, toPercent } from '../../score';
import { scorecardTranslationRef } from '../../translation';
import styles from './Score.module.css';

/** A score as a figure with a bar. */
export function Score(props: { score: number | undefined; label: string }) {
  const { score, label } = props;
  const { t } = useTranslationRef(scorecardTranslationRef);
  if (score === undefined) {
    return <span className={styles.none}>{t('score.none')}</span>;
  }
  return (
    <span className={styles.score}>
      <span className={styles.figure}>{formatScore(score)}</span>
      <span
        className={styles.track}
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={toPercent(score)}
        aria-valuetext={formatScore(score)}
      >
        <span
          className={classNames(styles.bar, styles[getScoreBand(score)])}
          style={{ inlineSize: `${score * 100}%` }}
        />
      </span>
    </span>
  );
}
