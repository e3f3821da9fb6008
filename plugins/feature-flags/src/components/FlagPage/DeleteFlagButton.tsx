import { useRouteRef } from '@backstage/core-plugin-api';
import {
  toastApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import {
  flagDeletePermission,
  type Environment,
  type Flag,
} from '@causeway/plugin-feature-flags-common';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { flagsApiRef } from '../../api';
import { useFlagPermission } from '../../hooks/useFlagPermission';
import { rootRouteRef } from '../../routes';
import { featureFlagsTranslationRef } from '../../translation';
import { ChangeDialog } from '../ChangeDialog';

export function DeleteFlagButton(props: {
  flag: Flag;
  environments: Environment[];
  onReload: () => void;
}) {
  const { flag, environments, onReload } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const flagsApi = useApi(flagsApiRef);
  const toastApi = useApi(toastApiRef);
  const navigate = useNavigate();
  const rootLink = useRouteRef(rootRouteRef);
  const [isAsking, setIsAsking] = useState(false);
  const { isAllowed } = useFlagPermission(flagDeletePermission, {
    flagSet: flag.flagSet,
    flagKey: flag.key,
  });

  if (!isAllowed) {
    return null;
  }
  return (
    <>
      <Button variant="secondary" destructive onPress={() => setIsAsking(true)}>
        {t('flagPage.delete')}
      </Button>
      {isAsking && (
        <ChangeDialog
          title={t('flagPage.deleteTitle', { key: flag.key })}
          confirmLabel={t('flagPage.delete')}
          isDestructive
          conflictTitle={t('change.notAsThingsStand')}
          environment={environments.find(({ isProduction }) => isProduction)}
          subjectKey={flag.key}
          onConfirm={async reason => {
            await flagsApi.deleteFlag(
              { flagSet: flag.flagSet, key: flag.key },
              { revision: flag.revision, reason },
            );
            toastApi.post({
              title: t('flagPage.deleted', { key: flag.key }),
              timeout: 5000,
            });
            navigate(rootLink());
          }}
          onClose={() => setIsAsking(false)}
          onReload={onReload}
        >
          {t('flagPage.deleteEffect')}
        </ChangeDialog>
      )}
    </>
  );
}
