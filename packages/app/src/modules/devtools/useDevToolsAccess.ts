import { unprocessedEntitiesReadPermission } from '@backstage/plugin-catalog-unprocessed-entities-common';
import {
  devToolsConfigReadPermission,
  devToolsInfoReadPermission,
} from '@backstage/plugin-devtools-common';
import { devToolsTaskSchedulerReadPermission } from '@backstage/plugin-devtools-common/alpha';
import { usePermission } from '@backstage/plugin-permission-react';

/** Whether the user may see anything of DevTools; each of its tabs asks for itself. */
export function useDevToolsAccess(): {
  isLoading: boolean;
  isAllowed: boolean;
} {
  const decisions = [
    usePermission({ permission: devToolsInfoReadPermission }),
    usePermission({ permission: devToolsConfigReadPermission }),
    usePermission({ permission: devToolsTaskSchedulerReadPermission }),
    usePermission({ permission: unprocessedEntitiesReadPermission }),
  ];
  const isAllowed = decisions.some(({ allowed }) => allowed);
  return {
    isAllowed,
    isLoading: !isAllowed && decisions.some(({ loading }) => loading),
  };
}
