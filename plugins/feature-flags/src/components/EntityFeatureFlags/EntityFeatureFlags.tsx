import { useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityInfoCard } from '@backstage/plugin-catalog-react';
import { ButtonLink } from '@backstage/ui';
import { useEntityFlags } from '../../hooks/useEntityFlags';
import { createFlagRouteRef, rootRouteRef } from '../../routes';
import { featureFlagsTranslationRef } from '../../translation';
import { EmptyState, LoadingState } from '@causeway/frontend-common';
import { RequestFailure } from '../shared';
import styles from './EntityFeatureFlags.module.css';
import { ExternalFlags } from './ExternalFlags';
import { FlagMatrix } from './FlagMatrix';

/** The tab of an entity: its flags in each environment, and those that other systems keep for it. */
export function EntityFeatureFlags() {
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const { entityRef, value, error, retry, replaceFlag } = useEntityFlags();
  const createLink = useRouteRef(createFlagRouteRef);
  const rootLink = useRouteRef(rootRouteRef);
  const query = new URLSearchParams({ entityRef });

  const createButton = (
    <ButtonLink variant="secondary" href={`${createLink()}?${query}`}>
      {t('create.action')}
    </ButtonLink>
  );

  return (
    <div className={styles.sections}>
      <EntityInfoCard
        title={t('matrix.title')}
        headerActions={value && value.flags.length > 0 && createButton}
        footerActions={
          value?.hasMore && (
            <ButtonLink variant="tertiary" href={`${rootLink()}?${query}`}>
              {t('card.all', { total: `${value.flags.length}+` })}
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
        {!error && value?.flags.length === 0 && (
          <EmptyState title={t('card.empty')} hint={t('card.emptyHint')}>
            {createButton}
          </EmptyState>
        )}
        {!error && value && value.flags.length > 0 && (
          <FlagMatrix
            flags={value.flags}
            environments={value.environments}
            onChange={replaceFlag}
            onReload={retry}
          />
        )}
      </EntityInfoCard>
      <ExternalFlags />
    </div>
  );
}
