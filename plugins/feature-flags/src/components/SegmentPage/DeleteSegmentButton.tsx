import { useRouteRef } from '@backstage/core-plugin-api';
import {
  toastApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import {
  flagUpdatePermission,
  type UsedSegment,
} from '@causeway/plugin-feature-flags-common';
import { useId, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { flagsApiRef } from '../../api';
import { useFlagPermission } from '../../hooks/useFlagPermission';
import { segmentsRouteRef } from '../../routes';
import { featureFlagsTranslationRef } from '../../translation';
import { ChangeDialog } from '../ChangeDialog';
import styles from './SegmentPage.module.css';

/** Deletes a segment that no rule uses; says why not where one does. */
export function DeleteSegmentButton(props: {
  segment: UsedSegment;
  onReload: () => void;
}) {
  const { segment, onReload } = props;
  const { flagSet, name, revision, uses } = segment;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const flagsApi = useApi(flagsApiRef);
  const toastApi = useApi(toastApiRef);
  const navigate = useNavigate();
  const segmentsLink = useRouteRef(segmentsRouteRef);
  const [isAsking, setIsAsking] = useState(false);
  const hintId = useId();
  const { isAllowed } = useFlagPermission(flagUpdatePermission, { flagSet });

  if (!isAllowed) {
    return null;
  }
  return (
    <div className={styles.delete}>
      <Button
        variant="secondary"
        destructive
        isDisabled={uses.length > 0}
        aria-describedby={uses.length > 0 ? hintId : undefined}
        onPress={() => setIsAsking(true)}
      >
        {t('segments.delete')}
      </Button>
      {uses.length > 0 && (
        <Text id={hintId} variant="body-small" color="secondary">
          {t('segments.inUse')}
        </Text>
      )}
      {isAsking && (
        <ChangeDialog
          title={t('segments.deleteTitle', { name })}
          confirmLabel={t('segments.delete')}
          isDestructive
          conflictTitle={t('change.notAsThingsStand')}
          subjectKey={name}
          onConfirm={async reason => {
            await flagsApi.deleteSegment(
              { flagSet, name },
              { revision, reason },
            );
            toastApi.post({
              title: t('segments.deleted', { name }),
              timeout: 5000,
            });
            navigate(segmentsLink({ flagSet }));
          }}
          onClose={() => setIsAsking(false)}
          onReload={onReload}
        >
          {t('segments.deleteEffect')}
        </ChangeDialog>
      )}
    </div>
  );
}
