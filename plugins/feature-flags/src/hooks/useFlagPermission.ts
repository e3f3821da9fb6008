import type { ResourcePermission } from '@backstage/plugin-permission-common';
import { usePermission } from '@backstage/plugin-permission-react';
import {
  RESOURCE_TYPE_FLAG,
  stringifyFlagResource,
  type FlagResourceName,
} from '@causeway/plugin-feature-flags-common';

/** Whether the user may do something with a flag set or a flag, in one environment or in all of them. */
export function useFlagPermission(
  permission: ResourcePermission<typeof RESOURCE_TYPE_FLAG>,
  resource: FlagResourceName,
): { isAllowed: boolean; isLoading: boolean } {
  const { allowed, loading } = usePermission({
    permission,
    resourceRef: stringifyFlagResource(resource),
  });
  return { isAllowed: allowed, isLoading: loading };
}
