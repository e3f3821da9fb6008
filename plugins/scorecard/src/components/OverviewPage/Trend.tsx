import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import type { Scorecard } from '@causeway/plugin-scorecard-common';
import { lazy, Suspense } from 'react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { scorecardApiRef, type ResultSelection } from '../../api';
import { formatScore } from '../../score';
import { scorecardTranslationRef } from '../../translation';
import { EmptyState, LoadingState } from '@causeway/frontend-common';
import { RequestFailure } from '../shared';
import styles from './Trend.module.css';

// Only this page draws charts.
const TrendChart = lazy(() =>
  import('./TrendChart').then(m => ({ default: m.TrendChart })),
);

/** The mean score of each day, drawn and as figures. */
export function Trend(props: {
  scorecard: Scorecard;
  selection: ResultSelection;
  days: number;
}) {
  const { scorecard, selection, days } = props;
  const { owner, nested, system, domain } = selection;
  const { t } = useTranslationRef(scorecardTranslationRef);
  const scorecardApi = useApi(scorecardApiRef);
  const {
    value: points,
    error,
    retry,
  } = useAsyncRetry(
    // History is kept by owner and system; other filters do not reach it.
    () =>
      scorecardApi.getTrend(scorecard.id, {
        days,
        owner,
        nested,
        system,
        domain,
      }),
    [
      scorecardApi,
      scorecard.id,
      days,
      JSON.stringify([owner, nested, system, domain]),
    ],
  );

  if (error) {
    return (
      <RequestFailure title={t('trend.failed')} error={error} onRetry={retry} />
    );
  }
  if (!points) {
    return <LoadingState label={t('states.loading')} height={240} />;
  }
  if (points.length === 0) {
    return <EmptyState title={t('trend.empty')} hint={t('trend.emptyHint')} />;
  }
  return (
    <>
      <Suspense
        fallback={<LoadingState label={t('states.loading')} height={240} />}
      >
        <TrendChart points={points} />
      </Suspense>
      <details className={styles.details}>
        <summary>{t('trend.figures')}</summary>
        <div className={styles.frame}>
          <table className={styles.table}>
            <caption>{t('trend.chart')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('trend.day')}</th>
                <th scope="col">{t('trend.score')}</th>
                {scorecard.levels.map(({ id, title }) => (
                  <th key={id} scope="col">
                    {title}
                  </th>
                ))}
                <th scope="col">{t('trend.entities')}</th>
              </tr>
            </thead>
            <tbody>
              {points.map(point => (
                <tr key={point.day}>
                  <th scope="row">{point.day}</th>
                  <td>
                    {point.score === undefined ? '–' : formatScore(point.score)}
                  </td>
                  {scorecard.levels.map(({ id }) => (
                    <td key={id}>{point.levels[id] ?? 0}</td>
                  ))}
                  <td>{point.entities}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}
