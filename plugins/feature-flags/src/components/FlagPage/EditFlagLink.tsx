import { useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonLink } from '@backstage/ui';
import {
  flagUpdatePermission,
  type Flag,
} from '@causeway/plugin-feature-flags-common';
import { useFlagPermission } from '../../hooks/useFlagPermission';
import { flagRouteRef } from '../../routes';
import { featureFlagsTranslationRef } from '../../translation';

/** The way to the form of a flag, for those who may change it. */
export function EditFlagLink(props: { flag: Flag }) {
  const { flagSet, key: flagKey } = props.flag;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const flagPath = useRouteRef(flagRouteRef)({ flagSet, flagKey });
  const { isAllowed } = useFlagPermission(flagUpdatePermission, {
    flagSet,
    flagKey,
  });
  return isAllowed ? (
    <ButtonLink variant="secondary" href={`${flagPath}/edit`}>
      {t('edit.action')}
    </ButtonLink>
  ) : null;
}
