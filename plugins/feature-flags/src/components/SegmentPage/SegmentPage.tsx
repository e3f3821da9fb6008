import { useRouteRef, useRouteRefParams } from '@backstage/core-plugin-api';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityInfoCard } from '@backstage/plugin-catalog-react';
import { Alert, Container, Header, Link } from '@backstage/ui';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { flagsApiRef } from '../../api';
import {
  flagSetRouteRef,
  segmentRouteRef,
  segmentsRouteRef,
} from '../../routes';
import { featureFlagsTranslationRef } from '../../translation';
import { LoadingState } from '@causeway/frontend-common';
import { RequestFailure } from '../shared';
import { DeleteSegmentButton } from './DeleteSegmentButton';
import { SegmentForm } from './SegmentForm';
import styles from './SegmentPage.module.css';
import { SegmentUses } from './SegmentUses';

/** One segment: its rule, and the flags that use it. */
export function SegmentPage() {
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const flagsApi = useApi(flagsApiRef);
  const { flagSet, segment: name } = useRouteRefParams(segmentRouteRef);
  const flagSetLink = useRouteRef(flagSetRouteRef);
  const segmentsLink = useRouteRef(segmentsRouteRef);

  const { value, error, retry } = useAsyncRetry(async () => {
    const [environments, segments] = await Promise.all([
      flagsApi.listEnvironments(),
      flagsApi.listSegments(flagSet),
    ]);
    return {
      environments,
      segment: segments.find(segment => segment.name === name),
    };
  }, [flagsApi, flagSet, name]);

  return (
    <>
      <Header
        title={name}
        metadata={[
          {
            label: t('flag.flagSet'),
            value: <Link href={flagSetLink({ flagSet })}>{flagSet}</Link>,
          },
          {
            label: t('segments.of'),
            value: (
              <Link href={segmentsLink({ flagSet })}>{t('segments.all')}</Link>
            ),
          },
        ]}
      />
      <Container className={styles.content}>
        {error && (
          <RequestFailure
            title={t('segments.loadFailed')}
            error={error}
            onRetry={retry}
          />
        )}
        {!error && !value && <LoadingState label={t('segments.loading')} />}
        {!error && value && !value.segment && (
          <Alert
            status="info"
            icon
            title={t('states.notFound')}
            description={t('segments.notFound', { name, flagSet })}
          />
        )}
        {!error && value?.segment && (
          <>
            <SegmentForm
              flagSet={flagSet}
              segment={value.segment}
              onSave={retry}
              onReload={retry}
            />
            <EntityInfoCard title={t('segments.uses')}>
              <div className={styles.form}>
                <SegmentUses
                  flagSet={flagSet}
                  uses={value.segment.uses}
                  environments={value.environments}
                />
                <DeleteSegmentButton segment={value.segment} onReload={retry} />
              </div>
            </EntityInfoCard>
          </>
        )}
      </Container>
    </>
  );
}
