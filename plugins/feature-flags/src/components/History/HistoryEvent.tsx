import {
  toastApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import {
  flagUpdatePermission,
  type ChangeEvent,
  type Environment,
  type Flag,
} from '@causeway/plugin-feature-flags-common';
import { useState } from 'react';
import { flagsApiRef } from '../../api';
import { useFlagPermission } from '../../hooks/useFlagPermission';
import { featureFlagsTranslationRef } from '../../translation';
import { ChangeDialog } from '../ChangeDialog';
import { RelativeTime } from '@causeway/frontend-common';
import { Actor } from '../shared';
import { Diff } from './Diff';
import styles from './History.module.css';

interface HistoryEventProps {
  event: ChangeEvent;
  environments: Environment[];
  flag: Flag;
  /** Its state is the one that the flag has. */
  isLatest: boolean;
  onRestore: () => void;
}

export function HistoryEvent(props: HistoryEventProps) {
  const { event, environments, isLatest } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const environment = environments.find(
    ({ name }) => name === event.environment,
  );
  const action = t(`history.action.${event.action}`);

  return (
    <li className={styles.event}>
      <div className={styles.heading}>
        <Text as="h3" variant="title-x-small" weight="bold">
          {event.environment
            ? `${action} ${t('history.inEnvironment', {
                environment: environment?.title ?? event.environment,
              })}`
            : action}
        </Text>
        {!isLatest && event.after !== undefined && event.after !== null && (
          <RestoreButton {...props} environment={environment} />
        )}
      </div>
      <Text as="p" color="secondary" variant="body-small">
        {t('history.by')} <Actor name={event.actor} />
        {', '}
        <RelativeTime iso={event.createdAt} />
        {' · '}
        {t('history.revision', { revision: String(event.revision) })}
      </Text>
      {event.reason && <Text as="p">“{event.reason}”</Text>}
      <details>
        <summary>{t('history.showDiff')}</summary>
        <Diff before={event.before} after={event.after} />
      </details>
    </li>
  );
}

function RestoreButton(
  props: HistoryEventProps & { environment: Environment | undefined },
) {
  const { event, environments, environment, flag, onRestore } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const flagsApi = useApi(flagsApiRef);
  const toastApi = useApi(toastApiRef);
  const [isAsking, setIsAsking] = useState(false);
  const { isAllowed } = useFlagPermission(flagUpdatePermission, {
    flagSet: flag.flagSet,
    flagKey: flag.key,
    environment: event.environment,
  });
  if (!isAllowed) {
    return null;
  }
  const words = { key: flag.key, revision: String(event.revision) };

  return (
    <>
      <Button
        size="small"
        variant="secondary"
        onPress={() => setIsAsking(true)}
      >
        {t('history.restore')}
      </Button>
      {isAsking && (
        <ChangeDialog
          title={t('history.restoreTitle', words)}
          confirmLabel={t('history.restoreConfirm')}
          // Without an environment of its own a change concerned production too.
          environment={
            environment ?? environments.find(({ isProduction }) => isProduction)
          }
          subjectKey={flag.key}
          onConfirm={async reason => {
            await flagsApi.restore(flag.flagSet, event.id, {
              revision: flag.revision,
              reason,
            });
            toastApi.post({
              title: t('history.restored', words),
              timeout: 5000,
            });
            onRestore();
          }}
          onClose={() => setIsAsking(false)}
          onReload={onRestore}
        >
          {t('history.restoreEffect')}
        </ChangeDialog>
      )}
    </>
  );
}
