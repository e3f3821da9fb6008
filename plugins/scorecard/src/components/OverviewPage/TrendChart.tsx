import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { TrendPoint } from '@causeway/plugin-scorecard-common';
import {
  CartesianGrid,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { toPercent } from '../../score';
import { scorecardTranslationRef } from '../../translation';
import styles from './TrendChart.module.css';

/** The mean score by day as a line. */
export function TrendChart({ points }: { points: TrendPoint[] }) {
  const { t } = useTranslationRef(scorecardTranslationRef);
  return (
    <div className={styles.chart} role="img" aria-label={t('trend.chart')}>
      <ResponsiveContainer width="100%" height={240}>
        <LineChart
          data={points.map(({ day, score }) => ({
            day,
            score: score === undefined ? undefined : toPercent(score),
          }))}
          margin={{ top: 8, right: 16, bottom: 0, left: 0 }}
          // The figures below the chart are what a screen reader reads.
          accessibilityLayer={false}
        >
          <CartesianGrid stroke="var(--bui-border-1)" vertical={false} />
          <XAxis
            dataKey="day"
            minTickGap={40}
            stroke="var(--bui-border-2)"
            tick={{ fill: 'var(--bui-fg-secondary)', fontSize: 12 }}
          />
          <YAxis
            domain={[0, 100]}
            unit=" %"
            width={56}
            stroke="var(--bui-border-2)"
            tick={{ fill: 'var(--bui-fg-secondary)', fontSize: 12 }}
          />
          <Tooltip
            contentStyle={{
              background: 'var(--bui-bg-popover)',
              border: '1px solid var(--bui-border-2)',
              color: 'var(--bui-fg-primary)',
            }}
            itemStyle={{ color: 'var(--bui-fg-primary)' }}
          />
          <Line
            dataKey="score"
            name={t('trend.score')}
            unit=" %"
            stroke="var(--bui-accent-bg)"
            strokeWidth={2}
            dot={points.length < 15}
            isAnimationActive={false}
          />
        </LineChart>
      </ResponsiveContainer>
    </div>
  );
}
