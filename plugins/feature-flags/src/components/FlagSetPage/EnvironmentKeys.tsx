import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button } from '@backstage/ui';
import {
  keyManagePermission,
  type Environment,
  type EnvironmentKey,
} from '@causeway/plugin-feature-flags-common';
import { useState } from 'react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { flagsApiRef, type CreatedEnvironmentKey } from '../../api';
import { useFlagPermission } from '../../hooks/useFlagPermission';
import { featureFlagsTranslationRef } from '../../translation';
import { ChangeDialog } from '../ChangeDialog';
import { EmptyState, LoadingState } from '@causeway/frontend-common';
import { RequestFailure } from '../shared';
import { CreateKeyDialog } from './CreateKeyDialog';
import { KeyTable } from './KeyTable';
import { NewKeyDialog } from './NewKeyDialog';
import { RotateKeyDialog } from './RotateKeyDialog';

/** What the user is doing with the keys. */
type Task =
  | { type: 'create' }
  | { type: 'rotate' | 'revoke'; key: EnvironmentKey }
  | { type: 'show'; key: CreatedEnvironmentKey };

/** The keys of a flag set in one environment, with all that may be done to them. */
export function EnvironmentKeys(props: {
  flagSet: string;
  environment: Environment;
}) {
  const { flagSet, environment } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const flagsApi = useApi(flagsApiRef);
  const scope = { flagSet, environment: environment.name };
  const [task, setTask] = useState<Task>();
  const { isAllowed, isLoading } = useFlagPermission(
    keyManagePermission,
    scope,
  );
  const { value, error, retry } = useAsyncRetry(
    async () => (isAllowed ? flagsApi.listKeys(scope) : []),
    [flagsApi, flagSet, environment.name, isAllowed],
  );
  const words = { environment: environment.title };

  const show = (key: CreatedEnvironmentKey) => {
    setTask({ type: 'show', key });
    retry();
  };
  const close = () => setTask(undefined);

  if (isLoading || (!value && !error)) {
    return <LoadingState label={t('keys.loading')} />;
  }
  if (!isAllowed) {
    return <Alert status="warning" icon title={t('keys.notAllowed', words)} />;
  }
  if (error) {
    return (
      <RequestFailure
        title={t('keys.loadFailed')}
        error={error}
        onRetry={retry}
      />
    );
  }
  return (
    <>
      {value && value.length > 0 ? (
        <KeyTable
          label={t('keys.table', words)}
          keys={value}
          onRotate={key => setTask({ type: 'rotate', key })}
          onRevoke={key => setTask({ type: 'revoke', key })}
        />
      ) : (
        <EmptyState title={t('keys.empty', words)} hint={t('keys.emptyHint')} />
      )}
      <div>
        <Button onPress={() => setTask({ type: 'create' })}>
          {t('keys.create')}
        </Button>
      </div>
      {task?.type === 'create' && (
        <CreateKeyDialog
          environment={environment}
          onSubmit={async name =>
            show(await flagsApi.createKey(scope, { name }))
          }
          onClose={close}
        />
      )}
      {task?.type === 'rotate' && (
        <RotateKeyDialog
          environment={environment}
          name={task.key.name}
          onSubmit={async graceSeconds =>
            show(await flagsApi.rotateKey(scope, task.key.id, { graceSeconds }))
          }
          onClose={close}
        />
      )}
      {task?.type === 'revoke' && (
        <ChangeDialog
          title={t('keys.revokeTitle', { ...words, name: task.key.name })}
          confirmLabel={t('keys.revoke')}
          isDestructive
          environment={environment}
          subjectKey={task.key.name}
          hasReason={false}
          onConfirm={async () => {
            await flagsApi.revokeKey(scope, task.key.id);
            retry();
          }}
          onClose={close}
          onReload={retry}
        >
          {t('keys.revokeEffect')}
        </ChangeDialog>
      )}
      {task?.type === 'show' && (
        <NewKeyDialog secret={task.key.key} onClose={close} />
      )}
    </>
  );
}
