import { useRouteRef } from '@backstage/core-plugin-api';
import {
  toastApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { EntityInfoCard } from '@backstage/plugin-catalog-react';
import { Alert } from '@backstage/ui';
import {
  flagUpdatePermission,
  type Environment,
  type Flag,
} from '@causeway/plugin-feature-flags-common';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { flagsApiRef, type UpdateFlagRequest } from '../../api';
import { useFlagPermission } from '../../hooks/useFlagPermission';
import { flagRouteRef } from '../../routes';
import { featureFlagsTranslationRef } from '../../translation';
import { ChangeDialog } from '../ChangeDialog';
import { LoadingState } from '@causeway/frontend-common';
import { EditFlagForm } from './EditFlagForm';

/** What a flag is, to change; its state and rules have their own places. */
export function EditFlag(props: {
  environments: Environment[];
  flag: Flag;
  onChange: (flag: Flag) => void;
  onReload: () => void;
}) {
  const { environments, flag, onChange, onReload } = props;
  const { flagSet, key } = flag;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const flagsApi = useApi(flagsApiRef);
  const toastApi = useApi(toastApiRef);
  const navigate = useNavigate();
  const flagPath = useRouteRef(flagRouteRef)({ flagSet, flagKey: key });
  const [update, setUpdate] = useState<UpdateFlagRequest>();
  const { isAllowed, isLoading } = useFlagPermission(flagUpdatePermission, {
    flagSet,
    flagKey: key,
  });

  if (isLoading) {
    return <LoadingState label={t('flagPage.loading')} height={320} />;
  }
  if (!isAllowed) {
    return <Alert status="warning" icon title={t('edit.notAllowed')} />;
  }
  const isServingChange = update !== undefined && changesServing(flag, update);
  return (
    <EntityInfoCard title={t('edit.title', { key })}>
      <EditFlagForm
        environments={environments}
        flag={flag}
        onSubmit={setUpdate}
        onCancel={() => navigate(flagPath)}
      />
      {update && (
        <ChangeDialog
          title={t('edit.saveTitle', { key })}
          confirmLabel={t('edit.submit')}
          environment={
            isServingChange
              ? environments.find(({ isProduction }) => isProduction)
              : undefined
          }
          subjectKey={key}
          onConfirm={async reason => {
            const changed = await flagsApi.updateFlag(
              { flagSet, key },
              { ...update, reason },
            );
            toastApi.post({ title: t('edit.saved', { key }), timeout: 5000 });
            onChange(changed);
            navigate(flagPath);
          }}
          onClose={() => setUpdate(undefined)}
          onReload={onReload}
        >
          {isServingChange ? t('edit.saveServingEffect') : t('edit.saveEffect')}
        </ChangeDialog>
      )}
    </EntityInfoCard>
  );
}

/** Whether clients may get something else after a change. */
function changesServing(flag: Flag, update: UpdateFlagRequest): boolean {
  return (
    Object.keys(update.environments ?? {}).length > 0 ||
    JSON.stringify([flag.variants, flag.prerequisites]) !==
      JSON.stringify([update.variants, update.prerequisites])
  );
}
