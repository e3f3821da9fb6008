import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonLink, Link, Text } from '@backstage/ui';
import { toSelectionQuery } from '../../hooks/useUrlFilters';
import { rootRouteRef, ruleRouteRef } from '../../routes';
import { scorecardTranslationRef } from '../../translation';
import { EmptyState, LoadingState } from '@causeway/frontend-common';
import { RequestFailure, StateMark } from '../shared';
import styles from './OpenRulesWidget.module.css';
import { useOpenRules } from './useOpenRules';

const maxRows = 5;

/** The rules that would help the user's services most. */
export function OpenRulesWidget() {
  const { t } = useTranslationRef(scorecardTranslationRef);
  const ruleLink = useRouteRef(ruleRouteRef);
  const rootLink = useRouteRef(rootRouteRef);
  const { value, error, retry } = useOpenRules();

  if (error) {
    return (
      <RequestFailure
        title={t('states.loadFailed')}
        error={error}
        onRetry={retry}
      />
    );
  }
  if (!value) {
    return <LoadingState label={t('states.loading')} />;
  }
  if (value.owner.length === 0) {
    return (
      <EmptyState title={t('widget.noTeam')} hint={t('widget.noTeamHint')} />
    );
  }
  if (value.rules.length === 0) {
    return (
      <EmptyState title={t('widget.empty')} hint={t('widget.emptyHint')} />
    );
  }
  return (
    <>
      <ul className={styles.list}>
        {value.rules.slice(0, maxRows).map(({ scorecard, rule, failing }) => (
          <li key={`${scorecard.id}/${rule.id}`}>
            <StateMark state="fail" />
            <div className={styles.rule}>
              <Link
                href={`${
                  ruleLink?.({ scorecardId: scorecard.id, ruleId: rule.id }) ??
                  ''
                }${toSelectionQuery({ owner: value.owner })}`}
                weight="bold"
              >
                {rule.name}
              </Link>
              <Text as="p" variant="body-small" color="secondary">
                {scorecard.title}
              </Text>
            </div>
            <Text>{t('widget.failing', { count: failing })}</Text>
          </li>
        ))}
      </ul>
      <ButtonLink
        variant="tertiary"
        href={`${rootLink?.() ?? ''}${toSelectionQuery({
          owner: value.owner,
        })}`}
      >
        {t('widget.all')}
      </ButtonLink>
    </>
  );
}
