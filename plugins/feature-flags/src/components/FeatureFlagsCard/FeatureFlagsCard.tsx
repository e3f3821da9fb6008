import { useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityInfoCard } from '@backstage/plugin-catalog-react';
import { Badge, ButtonLink, Link, Text } from '@backstage/ui';
import {
  getLastChange,
  type Environment,
  type Flag,
} from '@causeway/plugin-feature-flags-common';
import { type EntityFlags, useEntityFlags } from '../../hooks/useEntityFlags';
import { createFlagRouteRef, flagRouteRef, rootRouteRef } from '../../routes';
import { featureFlagsTranslationRef } from '../../translation';
import {
  EmptyState,
  LoadingState,
  RelativeTime,
} from '@causeway/frontend-common';
import { Actor, RequestFailure, StaleMark, StateMark } from '../shared';
import styles from './FeatureFlagsCard.module.css';

const maxRows = 5;

/** The flags of an entity that were changed last: where each is on, who changed it and whether it is stale. */
export function FeatureFlagsCard() {
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const { entityRef, value, error, retry } = useEntityFlags();
  const rootLink = useRouteRef(rootRouteRef);
  const allFlagsPath = `${rootLink()}?${new URLSearchParams({ entityRef })}`;
  const total = value && `${value.flags.length}${value.hasMore ? '+' : ''}`;

  return (
    <EntityInfoCard
      title={t('card.title')}
      footerActions={
        value &&
        value.flags.length > maxRows && (
          <ButtonLink href={allFlagsPath} variant="tertiary">
            {t('card.all', { total: total ?? '' })}
          </ButtonLink>
        )
      }
    >
      {error && (
        <RequestFailure
          title={t('states.loadFlagsFailed')}
          error={error}
          onRetry={retry}
        />
      )}
      {!error && !value && <LoadingState label={t('states.loadingFlags')} />}
      {!error && value && <CardContent entityRef={entityRef} {...value} />}
    </EntityInfoCard>
  );
}

function CardContent(props: EntityFlags & { entityRef: string }) {
  const { entityRef, flags, environments } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const createLink = useRouteRef(createFlagRouteRef);

  if (flags.length === 0) {
    return (
      <EmptyState title={t('card.empty')} hint={t('card.emptyHint')}>
        <ButtonLink
          variant="secondary"
          href={`${createLink()}?${new URLSearchParams({ entityRef })}`}
        >
          {t('create.action')}
        </ButtonLink>
      </EmptyState>
    );
  }
  const lastChanged = [...flags].sort(
    (a, b) => Date.parse(getLastChange(b).at) - Date.parse(getLastChange(a).at),
  );
  return (
    <ul className={styles.list}>
      {lastChanged.slice(0, maxRows).map(flag => (
        <FlagRow
          key={`${flag.flagSet}/${flag.key}`}
          flag={flag}
          environments={environments}
        />
      ))}
    </ul>
  );
}

function FlagRow(props: { flag: Flag; environments: Environment[] }) {
  const { flag, environments } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const flagLink = useRouteRef(flagRouteRef);
  const lastChange = getLastChange(flag);

  return (
    <li className={styles.row}>
      <div className={styles.heading}>
        <Link
          href={flagLink({ flagSet: flag.flagSet, flagKey: flag.key })}
          weight="bold"
          className={styles.key}
        >
          {flag.key}
        </Link>
        <Badge size="small">{t(`kind.${flag.kind}`)}</Badge>
        <StaleMark flag={flag} />
      </div>
      <div className={styles.states}>
        {environments.map(({ name, title }) => (
          <StateMark
            key={name}
            environment={title}
            state={flag.environments[name]?.state ?? 'DISABLED'}
          />
        ))}
      </div>
      <Text as="p" variant="body-small" color="secondary">
        {t('card.changedBy')} <Actor name={lastChange.by} />
        {', '}
        <RelativeTime iso={lastChange.at} />
      </Text>
    </li>
  );
}
