import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button } from '@backstage/ui';
import { getErrorMessage, hasStatus, isNotFound } from './errors';
import { commonTranslationRef } from './translation';

interface RequestFailureProps {
  /** What could not be done. */
  title: string;
  /** Whom to ask for the right to see it. */
  forbiddenHint: string;
  error: Error;
  onRetry?: () => void;
}

/** Says why something is missing: it may not be seen, does not exist, or could not be loaded. */
export function RequestFailure(props: RequestFailureProps) {
  const { title, forbiddenHint, error, onRetry } = props;
  const { t } = useTranslationRef(commonTranslationRef);

  if (hasStatus(error, 403)) {
    return (
      <Alert
        status="warning"
        icon
        title={t('forbidden')}
        description={forbiddenHint}
      />
    );
  }
  if (isNotFound(error)) {
    return (
      <Alert
        status="info"
        icon
        title={t('notFound')}
        description={getErrorMessage(error)}
      />
    );
  }
  return (
    <Alert
      status="danger"
      icon
      title={title}
      description={getErrorMessage(error)}
      customActions={
        onRetry && (
          <Button variant="tertiary" onPress={onRetry}>
            {t('retry')}
          </Button>
        )
      }
    />
  );
}
