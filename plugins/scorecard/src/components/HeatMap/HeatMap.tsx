import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import { Link, Text } from '@backstage/ui';
import type {
  HeatMapRow,
  Rollup,
  ScorecardSummary,
} from '@causeway/plugin-scorecard-common';
import classNames from 'classnames';
import type { GroupBy, ResultSelection } from '../../api';
import { toSelectionQuery } from '../../hooks/useUrlFilters';
import { entityListRouteRef, rootRouteRef, teamRouteRef } from '../../routes';
import { formatScore, getScoreBand } from '../../score';
import { scorecardTranslationRef } from '../../translation';
import { EntityName } from '../shared';
import styles from './HeatMap.module.css';

interface HeatMapProps {
  caption: string;
  by: GroupBy;
  scorecards: readonly ScorecardSummary[];
  rows: readonly HeatMapRow[];
  /** What the figures are narrowed to, kept in the links. */
  selection: ResultSelection;
}

/** Mean scores of groups by scorecard. The figure stands in each cell; the colour only helps to find it. */
export function HeatMap(props: HeatMapProps) {
  const { caption, by, scorecards, rows, selection } = props;
  const { t } = useTranslationRef(scorecardTranslationRef);
  const rootLink = useRouteRef(rootRouteRef);

  return (
    <div
      role="region"
      aria-label={caption}
      className={styles.frame}
      // A wide table scrolls by keyboard, too.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      <table
        className={styles.table}
        style={{ minInlineSize: `${(scorecards.length + 1) * 8}rem` }}
      >
        <caption className={styles.caption}>
          <span>{caption}</span>
        </caption>
        <thead>
          <tr>
            <th scope="col">{t(`by.${by}`)}</th>
            {scorecards.map(({ scorecard }) => (
              <th key={scorecard.id} scope="col">
                <Link
                  href={`${rootLink?.() ?? ''}?${new URLSearchParams({
                    by,
                    scorecard: scorecard.id,
                  })}`}
                >
                  {scorecard.title}
                </Link>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={row.key}>
              <th scope="row">
                <RowName by={by} name={row.key} />
              </th>
              {scorecards.map(({ scorecard }) => (
                <ScoreCell
                  key={scorecard.id}
                  rollup={row.cells[scorecard.id]}
                  scorecardId={scorecard.id}
                  selection={narrow(selection, by, row.key)}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function RowName(props: { by: GroupBy; name: string }) {
  const { by, name } = props;
  const { t } = useTranslationRef(scorecardTranslationRef);
  const teamLink = useRouteRef(teamRouteRef);
  if (name === '') {
    return <>{t('overview.none')}</>;
  }
  if (by === 'owner') {
    return (
      <Link href={teamLink?.(parseEntityRef(name)) ?? ''}>
        <EntityName entityRef={name} />
      </Link>
    );
  }
  return by === 'system' || by === 'domain' ? (
    <EntityName entityRef={name} />
  ) : (
    <>{name}</>
  );
}

function ScoreCell(props: {
  rollup: Rollup | undefined;
  scorecardId: string;
  selection: ResultSelection;
}) {
  const { rollup, scorecardId, selection } = props;
  const { t } = useTranslationRef(scorecardTranslationRef);
  const entityListLink = useRouteRef(entityListRouteRef);
  if (!rollup || rollup.entities === 0) {
    return <td className={styles.empty}>–</td>;
  }
  const { score, entities } = rollup;
  return (
    <td
      className={classNames(
        styles.cell,
        score !== undefined && styles[getScoreBand(score)],
      )}
    >
      <Link
        href={`${entityListLink?.({ scorecardId }) ?? ''}${toSelectionQuery(
          selection,
        )}`}
        weight="bold"
      >
        {score === undefined ? t('score.none') : formatScore(score)}
      </Link>
      <Text as="p" variant="body-x-small">
        {t('overview.entities', { count: entities })}
      </Text>
    </td>
  );
}

function narrow(
  selection: ResultSelection,
  by: GroupBy,
  key: string,
): ResultSelection {
  return { ...selection, [by]: by === 'owner' ? [key] : key };
}
