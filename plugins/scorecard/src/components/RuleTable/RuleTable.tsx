import {
  useApi,
  useRouteRef,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { Badge, Link } from '@backstage/ui';
import type {
  RuleCounts,
  RuleState,
  Scorecard,
} from '@causeway/plugin-scorecard-common';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { scorecardApiRef, type ResultSelection } from '../../api';
import { toSelectionQuery } from '../../hooks/useUrlFilters';
import { ruleRouteRef } from '../../routes';
import { scorecardTranslationRef } from '../../translation';
import { LoadingState } from '@causeway/frontend-common';
import { RequestFailure, StateMark } from '../shared';
import styles from './RuleTable.module.css';

const shownStates: readonly RuleState[] = ['fail', 'unknown', 'pass'];

/** How many of the selected entities are in which state, by rule; the rule that most fail first. */
export function RuleTable(props: {
  scorecard: Scorecard;
  selection: ResultSelection;
}) {
  const { scorecard, selection } = props;
  const { t } = useTranslationRef(scorecardTranslationRef);
  const scorecardApi = useApi(scorecardApiRef);
  const { value, error, retry } = useAsyncRetry(
    () => scorecardApi.countRuleStates(scorecard.id, selection),
    [scorecardApi, scorecard.id, JSON.stringify(selection)],
  );

  if (error) {
    return (
      <RequestFailure
        title={t('ruleTable.failed')}
        error={error}
        onRetry={retry}
      />
    );
  }
  if (!value) {
    return <LoadingState label={t('states.loading')} height={240} />;
  }
  const sorted = [...value].sort((a, b) => b.counts.fail - a.counts.fail);
  return (
    <table className={styles.table} aria-label={t('ruleTable.title')}>
      <thead>
        <tr>
          <th scope="col">{t('ruleTable.rule')}</th>
          <th scope="col">{t('ruleTable.failing')}</th>
          <th scope="col">{t('ruleTable.unknown')}</th>
          <th scope="col">{t('ruleTable.passing')}</th>
        </tr>
      </thead>
      <tbody>
        {sorted.map(counts => (
          <RuleCountsRow
            key={counts.ruleId}
            scorecard={scorecard}
            selection={selection}
            {...counts}
          />
        ))}
      </tbody>
    </table>
  );
}

function RuleCountsRow(
  props: RuleCounts & { scorecard: Scorecard; selection: ResultSelection },
) {
  const { scorecard, selection, ruleId, counts } = props;
  const ruleLink = useRouteRef(ruleRouteRef);
  const rule = scorecard.rules.find(({ id }) => id === ruleId);
  const level = scorecard.levels.find(({ id }) => id === rule?.level);
  const path = ruleLink?.({ scorecardId: scorecard.id, ruleId }) ?? '';

  return (
    <tr>
      <th scope="row">
        <Link href={`${path}${toSelectionQuery(selection)}`}>
          {rule?.name ?? ruleId}
        </Link>{' '}
        {level && <Badge size="small">{level.title}</Badge>}
      </th>
      {shownStates.map(state => (
        <td key={state}>
          {counts[state] > 0 ? (
            <Link
              href={`${path}${toSelectionQuery({
                ...selection,
                states: [state],
              })}`}
            >
              <StateMark state={state} count={counts[state]} />
            </Link>
          ) : (
            0
          )}
        </td>
      ))}
    </tr>
  );
}
