import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button } from '@backstage/ui';
import { featureFlagsTranslationRef } from '../../translation';
import { getErrorMessage, hasStatus } from '@causeway/frontend-common';
import styles from './FlagdFile.module.css';

/** Says why a file cannot be imported at all. */
export function ImportFailure(props: {
  error: Error;
  fileName: string;
  onRetry: () => void;
}) {
  const { error, fileName, onRetry } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const isForbidden = hasStatus(error, 403);
  return (
    <Alert
      role="alert"
      className={styles.wide}
      status={isForbidden ? 'warning' : 'danger'}
      icon
      title={
        isForbidden
          ? t('file.forbidden')
          : t('file.unreadable', { name: fileName })
      }
      description={getErrorMessage(error)}
      customActions={
        // Another try with the same file would be refused again.
        !isForbidden &&
        !hasStatus(error, 400) && (
          <Button variant="tertiary" onPress={onRetry}>
            {t('states.retry')}
          </Button>
        )
      }
    />
  );
}
