import { useRouteRef, useRouteRefParams } from '@backstage/core-plugin-api';
import {
  NotFoundErrorPage,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { ButtonLink, Container, Header, Text } from '@backstage/ui';
import { Route, Routes } from 'react-router-dom';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { flagsApiRef } from '../../api';
import {
  flagdFileRouteRef,
  flagSetRouteRef,
  rootRouteRef,
  segmentsRouteRef,
} from '../../routes';
import { featureFlagsTranslationRef } from '../../translation';
import { FlagdFile } from '../FlagdFile';
import { LoadingState } from '@causeway/frontend-common';
import { RequestFailure } from '../shared';
import { EnvironmentKeys } from './EnvironmentKeys';
import { EnvironmentTabs } from './EnvironmentTabs';
import styles from './FlagSetPage.module.css';
import { SegmentList } from './SegmentList';

/** A flag set: the keys of its clients, its segments, and its flagd files. */
export function FlagSetPage() {
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const flagsApi = useApi(flagsApiRef);
  const { flagSet } = useRouteRefParams(flagSetRouteRef);
  const rootLink = useRouteRef(rootRouteRef);
  const keysPath = useRouteRef(flagSetRouteRef)({ flagSet });
  const segmentsPath = useRouteRef(segmentsRouteRef)({ flagSet });
  const filePath = useRouteRef(flagdFileRouteRef)({ flagSet });

  const { value, error, retry } = useAsyncRetry(async () => {
    const [environments, set] = await Promise.all([
      flagsApi.listEnvironments(),
      flagsApi.getFlagSet(flagSet),
    ]);
    return { environments, set };
  }, [flagsApi, flagSet]);

  return (
    <>
      <Header
        title={value?.set.title ?? flagSet}
        metadata={
          value && [
            {
              label: t('flag.owner'),
              value: <EntityRefLink entityRef={value.set.entityRef} />,
            },
          ]
        }
        customActions={
          <ButtonLink
            variant="secondary"
            href={`${rootLink()}?${new URLSearchParams({ flagSet })}`}
          >
            {t('keys.flagsOfSet')}
          </ButtonLink>
        }
        tabs={[
          { id: 'keys', label: t('flagSet.keys'), href: keysPath },
          { id: 'segments', label: t('flagSet.segments'), href: segmentsPath },
          { id: 'file', label: t('flagSet.file'), href: filePath },
        ]}
      />
      <Container className={styles.content}>
        {error && (
          <RequestFailure
            title={t('flagSet.loadFailed')}
            error={error}
            onRetry={retry}
          />
        )}
        {!error && !value && <LoadingState label={t('flagSet.loading')} />}
        {!error && value && (
          <>
            {value.set.description && (
              <Text as="p">{value.set.description}</Text>
            )}
            <Routes>
              <Route
                path="/"
                element={
                  <EnvironmentTabs
                    environments={value.environments}
                    label={t('keys.environment')}
                    hint={t('keys.hint')}
                  >
                    {environment => (
                      <EnvironmentKeys
                        flagSet={flagSet}
                        environment={environment}
                      />
                    )}
                  </EnvironmentTabs>
                }
              />
              <Route
                path="segments"
                element={
                  <SegmentList
                    flagSet={flagSet}
                    environments={value.environments}
                  />
                }
              />
              <Route
                path="file"
                element={
                  <EnvironmentTabs
                    environments={value.environments}
                    label={t('file.environment')}
                    hint={t('file.hint')}
                  >
                    {environment => (
                      <FlagdFile flagSet={flagSet} environment={environment} />
                    )}
                  </EnvironmentTabs>
                }
              />
              <Route path="*" element={<NotFoundErrorPage />} />
            </Routes>
          </>
        )}
      </Container>
    </>
  );
}
