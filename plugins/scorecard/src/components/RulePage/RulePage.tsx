import { NotFoundError } from '@backstage/errors';
import {
  useApi,
  useRouteRefParams,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Badge, Container, Header, Text } from '@backstage/ui';
import type {
  Rule,
  RuleState,
  Scorecard,
} from '@causeway/plugin-scorecard-common';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { scorecardApiRef } from '../../api';
import { useUrlFilters } from '../../hooks/useUrlFilters';
import { ruleRouteRef } from '../../routes';
import { scorecardTranslationRef } from '../../translation';
import { ExportMenu } from '../Export';
import { SelectionFilters, StateFilter } from '../Filters';
import { Remediation } from '../Remediation';
import { LoadingState } from '@causeway/frontend-common';
import { RequestFailure } from '../shared';
import { RuleEntityTable } from './RuleEntityTable';
import styles from './RulePage.module.css';

/** A rule, how many entities fail it and which. */
export function RulePage() {
  const { scorecardId, ruleId } = useRouteRefParams(ruleRouteRef);
  const { t } = useTranslationRef(scorecardTranslationRef);
  const scorecardApi = useApi(scorecardApiRef);
  const { value, error, retry } = useAsyncRetry(async () => {
    const { scorecard } = await scorecardApi.getScorecard(scorecardId);
    const rule = scorecard.rules.find(({ id }) => id === ruleId);
    if (!rule) {
      throw new NotFoundError(
        `The scorecard '${scorecardId}' has no rule '${ruleId}'`,
      );
    }
    return { scorecard, rule };
  }, [scorecardApi, scorecardId, ruleId]);

  if (error) {
    return (
      <Container>
        <RequestFailure
          title={t('states.loadFailed')}
          error={error}
          onRetry={retry}
        />
      </Container>
    );
  }
  if (!value) {
    return (
      <Container>
        <LoadingState label={t('states.loading')} height={320} />
      </Container>
    );
  }
  return <RuleView {...value} />;
}

function RuleView(props: { scorecard: Scorecard; rule: Rule }) {
  const { scorecard, rule } = props;
  const { t } = useTranslationRef(scorecardTranslationRef);
  const scorecardApi = useApi(scorecardApiRef);
  const filters = useUrlFilters();
  const { selection, setFilter } = filters;
  // The question that brings people here.
  const states: RuleState[] =
    filters.states.length > 0 ? filters.states : ['fail'];
  const counts = useAsyncRetry(
    async () =>
      (await scorecardApi.countRuleStates(scorecard.id, selection)).find(
        ({ ruleId }) => ruleId === rule.id,
      )?.counts,
    [scorecardApi, scorecard.id, rule.id, JSON.stringify(selection)],
  );

  return (
    <>
      <Header
        title={rule.name}
        customActions={
          <ExportMenu
            scorecardId={scorecard.id}
            ruleId={rule.id}
            states={states}
            {...selection}
          />
        }
      />
      <Container>
        <RuleFacts scorecard={scorecard} rule={rule} />
        {counts.value && (
          <Text as="h2" variant="title-small" weight="bold" role="status">
            {counts.value.fail === 0
              ? t('rulePage.noneFailing')
              : t('rulePage.failing', { count: counts.value.fail })}
          </Text>
        )}
        <SelectionFilters filters={filters} levels={scorecard.levels} />
        {counts.error && (
          <RequestFailure
            title={t('ruleTable.failed')}
            error={counts.error}
            onRetry={counts.retry}
          />
        )}
        {counts.value && (
          <div className={styles.states}>
            <StateFilter
              label={t('rulePage.states')}
              states={states}
              counts={counts.value}
              onChange={next => setFilter('state', next)}
            />
          </div>
        )}
        <RuleEntityTable
          scorecardId={scorecard.id}
          rule={rule}
          states={states}
          filters={filters}
        />
      </Container>
    </>
  );
}

function RuleFacts(props: { scorecard: Scorecard; rule: Rule }) {
  const { scorecard, rule } = props;
  const { t } = useTranslationRef(scorecardTranslationRef);
  const level = scorecard.levels.find(({ id }) => id === rule.level);
  return (
    <div className={styles.rule}>
      <div className={styles.marks}>
        <Badge size="small">{scorecard.title}</Badge>
        {level && <Badge size="small">{level.title}</Badge>}
        {rule.category && <Badge size="small">{rule.category}</Badge>}
        {rule.severity && (
          <Badge size="small">{t(`severity.${rule.severity}`)}</Badge>
        )}
        <Badge size="small">
          {t('rule.weight', { weight: String(rule.weight) })}
        </Badge>
      </div>
      {rule.description && <Text as="p">{rule.description}</Text>}
      {rule.remediation && (
        <section>
          <Text as="h2" weight="bold">
            {t('rulePage.fix')}
          </Text>
          <Remediation rule={rule} />
        </section>
      )}
      {rule.owner && (
        <Text as="p" variant="body-small" color="secondary">
          {t('entity.owner')} <EntityRefLink entityRef={rule.owner} />
        </Text>
      )}
      <Text as="p" variant="body-small" color="secondary">
        {t('overview.definedIn')} {rule.position.file}:{rule.position.line}
      </Text>
    </div>
  );
}
