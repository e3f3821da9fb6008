import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  EntityInfoCard,
  EntityRefLink,
  useEntity,
} from '@backstage/plugin-catalog-react';
import { ButtonLink, Text } from '@backstage/ui';
import { LoadingState } from '@causeway/frontend-common';
import type { GoldenPathService } from '@causeway/plugin-golden-paths-common';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { goldenPathsApiRef } from '../api';
import { goldenPathsTranslationRef } from '../translation';
import styles from './OriginCard.module.css';
import { RequestFailure } from './RequestFailure';
import { StateMark } from './StateMark';
import { useUpdateLink } from './useUpdateLink';

/** Which golden path an entity came from, and whether it is behind. */
export function OriginCard() {
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  const goldenPathsApi = useApi(goldenPathsApiRef);
  const { entity } = useEntity();
  const entityRef = stringifyEntityRef(entity);
  const { value, error, retry } = useAsyncRetry(
    () => goldenPathsApi.getService(entityRef),
    [goldenPathsApi, entityRef],
  );
  const updateLink = useUpdateLink()(entityRef);

  return (
    <EntityInfoCard
      title={t('origin.title')}
      footerActions={
        value?.state === 'behind' &&
        updateLink && (
          <ButtonLink variant="tertiary" href={updateLink}>
            {t('origin.update')}
          </ButtonLink>
        )
      }
    >
      {error && (
        <RequestFailure
          title={t('states.originFailed')}
          error={error}
          onRetry={retry}
        />
      )}
      {!error && !value && (
        <LoadingState label={t('states.originLoading')} height={48} />
      )}
      {!error && value && <Origin {...value} />}
    </EntityInfoCard>
  );
}

function Origin(props: GoldenPathService) {
  const { templateRef, version, latestVersion, state } = props;
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  return (
    <div className={styles.origin}>
      <Text as="p">
        {t('origin.from')} <EntityRefLink entityRef={templateRef} />
      </Text>
      <div className={styles.version}>
        <Text>
          {version ? t('origin.version', { version }) : t('origin.noVersion')}
        </Text>
        <StateMark state={state} />
      </div>
      {state === 'behind' && latestVersion && (
        <Text as="p" color="secondary">
          {t('origin.latest', { version: latestVersion })}
        </Text>
      )}
    </div>
  );
}
