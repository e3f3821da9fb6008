import {
  useTranslationRef,
  type ErrorDisplayProps,
} from '@backstage/frontend-plugin-api';
import { Alert, Button } from '@backstage/ui';
import styles from './ExtensionError.module.css';
import { errorPagesTranslationRef } from './translation';

/** Stands where an extension threw; the rest of the page keeps working. */
export function ExtensionError(props: ErrorDisplayProps) {
  const { plugin, error, resetError } = props;
  const { t } = useTranslationRef(errorPagesTranslationRef);

  return (
    <Alert
      className={styles.alert}
      role="alert"
      status="danger"
      title={
        plugin
          ? t('error.titleWithPlugin', { pluginId: plugin.pluginId })
          : t('error.title')
      }
      description={error.message}
      customActions={
        <Button variant="tertiary" onPress={resetError}>
          {t('error.retry')}
        </Button>
      }
    />
  );
}
