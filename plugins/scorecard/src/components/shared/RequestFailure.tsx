import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button } from '@backstage/ui';
import { scorecardTranslationRef } from '../../translation';
import { getErrorMessage, hasStatus, isNotFound } from './errors';

interface RequestFailureProps {
  /** What could not be done. */
  title: string;
  error: Error;
  onRetry?: () => void;
}

/** Says why something is missing: it may not be seen, does not exist, or could not be loaded. */
export function RequestFailure(props: RequestFailureProps) {
  const { title, error, onRetry } = props;
  const { t } = useTranslationRef(scorecardTranslationRef);

  if (hasStatus(error, 403)) {
    return (
      <Alert
        status="warning"
        icon
        title={t('states.forbidden')}
        description={t('states.forbiddenHint')}
      />
    );
  }
  if (isNotFound(error)) {
    return (
      <Alert
        status="info"
        icon
        title={t('states.notFound')}
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
            {t('states.retry')}
          </Button>
        )
      }
    />
  );
}
