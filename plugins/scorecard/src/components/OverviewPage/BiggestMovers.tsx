import {
  useApi,
  useRouteRef,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Link, Text } from '@backstage/ui';
import type {
  EntityMove,
  RuleMove,
  Scorecard,
} from '@causeway/plugin-scorecard-common';
import { RiArrowDownLine, RiArrowUpLine } from '@remixicon/react';
import type { ReactNode } from 'react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { scorecardApiRef, type ResultSelection } from '../../api';
import { ruleRouteRef } from '../../routes';
import { formatScore } from '../../score';
import { scorecardTranslationRef } from '../../translation';
import { LoadingState, Mark, RelativeTime } from '@causeway/frontend-common';
import { RequestFailure } from '../shared';
import styles from './BiggestMovers.module.css';

/** What changed most, work on entities told apart from edits of rules. */
export function BiggestMovers(props: {
  scorecard: Scorecard;
  selection: ResultSelection;
  days: number;
}) {
  const { scorecard, selection, days } = props;
  const { t } = useTranslationRef(scorecardTranslationRef);
  const scorecardApi = useApi(scorecardApiRef);
  const { value, error, retry } = useAsyncRetry(
    () => scorecardApi.getMovers(scorecard.id, { ...selection, days }),
    [scorecardApi, scorecard.id, days, JSON.stringify(selection)],
  );

  if (error) {
    return (
      <RequestFailure
        title={t('movers.failed')}
        error={error}
        onRetry={retry}
      />
    );
  }
  if (!value) {
    return <LoadingState label={t('states.loading')} height={240} />;
  }
  return (
    <>
      <MoveList title={t('movers.improved')}>
        {value.entitiesImproved.map(move => (
          <EntityMoveItem key={move.entityRef} move={move} />
        ))}
      </MoveList>
      <MoveList title={t('movers.worsened')}>
        {value.entitiesWorsened.map(move => (
          <EntityMoveItem key={move.entityRef} move={move} />
        ))}
      </MoveList>
      <MoveList title={t('movers.rules')} hint={t('movers.rulesHint')}>
        {value.rulesChanged.map(move => (
          <RuleMoveItem key={move.ruleId} move={move} scorecard={scorecard} />
        ))}
      </MoveList>
    </>
  );
}

function MoveList(props: {
  title: string;
  hint?: string;
  children: ReactNode[];
}) {
  const { title, hint, children } = props;
  const { t } = useTranslationRef(scorecardTranslationRef);
  return (
    <section className={styles.section}>
      <Text as="h4" weight="bold">
        {title}
      </Text>
      {hint && (
        <Text as="p" variant="body-small" color="secondary">
          {hint}
        </Text>
      )}
      {children.length > 0 ? (
        <ul className={styles.list} aria-label={title}>
          {children}
        </ul>
      ) : (
        <Text as="p" variant="body-small" color="secondary">
          {t('movers.none')}
        </Text>
      )}
    </section>
  );
}

function EntityMoveItem({ move }: { move: EntityMove }) {
  const { entityRef, improved, worsened, score } = move;
  const { t } = useTranslationRef(scorecardTranslationRef);
  return (
    <li>
      <EntityRefLink entityRef={entityRef} />
      {improved > 0 && (
        <Mark tone="positive" icon={<RiArrowUpLine />}>
          {t('movers.improvedRules', { count: improved })}
        </Mark>
      )}
      {worsened > 0 && (
        <Mark tone="negative" icon={<RiArrowDownLine />}>
          {t('movers.worsenedRules', { count: worsened })}
        </Mark>
      )}
      {score !== undefined && (
        <Text variant="body-small" color="secondary">
          {formatScore(score)}
        </Text>
      )}
    </li>
  );
}

function RuleMoveItem(props: { move: RuleMove; scorecard: Scorecard }) {
  const { move, scorecard } = props;
  const { ruleId, improved, worsened, changedAt } = move;
  const { t } = useTranslationRef(scorecardTranslationRef);
  const ruleLink = useRouteRef(ruleRouteRef);
  const rule = scorecard.rules.find(({ id }) => id === ruleId);
  return (
    <li>
      {rule ? (
        <Link href={ruleLink?.({ scorecardId: scorecard.id, ruleId }) ?? ''}>
          {rule.name}
        </Link>
      ) : (
        ruleId
      )}
      {improved > 0 && (
        <Mark tone="positive" icon={<RiArrowUpLine />}>
          {t('movers.improvedEntities', { count: improved })}
        </Mark>
      )}
      {worsened > 0 && (
        <Mark tone="negative" icon={<RiArrowDownLine />}>
          {t('movers.worsenedEntities', { count: worsened })}
        </Mark>
      )}
      <Text variant="body-small" color="secondary">
        <RelativeTime iso={changedAt} />
      </Text>
    </li>
  );
}
