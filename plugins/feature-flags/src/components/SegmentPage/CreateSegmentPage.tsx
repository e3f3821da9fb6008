import { useRouteRef, useRouteRefParams } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Container, Header, Link } from '@backstage/ui';
import { useNavigate } from 'react-router-dom';
import {
  createSegmentRouteRef,
  flagSetRouteRef,
  segmentsRouteRef,
} from '../../routes';
import { featureFlagsTranslationRef } from '../../translation';
import { SegmentForm } from './SegmentForm';
import styles from './SegmentPage.module.css';

export function CreateSegmentPage() {
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const { flagSet } = useRouteRefParams(createSegmentRouteRef);
  const flagSetLink = useRouteRef(flagSetRouteRef);
  const segmentsLink = useRouteRef(segmentsRouteRef);
  const navigate = useNavigate();
  return (
    <>
      <Header
        title={t('segments.createTitle')}
        metadata={[
          {
            label: t('flag.flagSet'),
            value: <Link href={flagSetLink({ flagSet })}>{flagSet}</Link>,
          },
        ]}
      />
      <Container className={styles.content}>
        <SegmentForm
          flagSet={flagSet}
          onSave={() => navigate(segmentsLink({ flagSet }))}
        />
      </Container>
    </>
  );
}
