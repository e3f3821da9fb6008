import { catalogPermissions } from '@backstage/plugin-catalog-common/alpha';
import { unprocessedEntitiesPermissions } from '@backstage/plugin-catalog-unprocessed-entities-common';
import { devToolsPermissions } from '@backstage/plugin-devtools-common';
import {
  devToolsTaskSchedulerCreatePermission,
  devToolsTaskSchedulerReadPermission,
} from '@backstage/plugin-devtools-common/alpha';
import { kubernetesPermissions } from '@backstage/plugin-kubernetes-common';
import type { Permission } from '@backstage/plugin-permission-common';
import { scaffolderPermissions } from '@backstage/plugin-scaffolder-common/alpha';
import { featureFlagsPermissions } from '@causeway/plugin-feature-flags-common';
import { goldenPathsPermissions } from '@causeway/plugin-golden-paths-common';
import { kubernetesOwnershipPermissions } from '@causeway/plugin-kubernetes-ownership-common';
import { scorecardPermissions } from '@causeway/plugin-scorecard-common';

/**
 * Every permission that the portal asks for.
 *
 * @remarks
 * A test compares it with what the plugins of the started backend declare, so that an upgrade
 * that brings a new one is noticed.
 */
export const knownPermissions: readonly Permission[] = [
  ...catalogPermissions,
  ...Object.values(unprocessedEntitiesPermissions),
  ...scaffolderPermissions,
  ...kubernetesPermissions,
  ...kubernetesOwnershipPermissions,
  ...devToolsPermissions,
  devToolsTaskSchedulerCreatePermission,
  devToolsTaskSchedulerReadPermission,
  ...featureFlagsPermissions,
  ...goldenPathsPermissions,
  ...scorecardPermissions,
];
