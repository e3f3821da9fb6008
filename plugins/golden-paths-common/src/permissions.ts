import { RESOURCE_TYPE_CATALOG_ENTITY } from '@backstage/plugin-catalog-common/alpha';
import { createPermission } from '@backstage/plugin-permission-common';

/** Choose an owner that one does not belong to. */
export const ownerAnyPermission = createPermission({
  name: 'goldenPaths.owner.any',
  attributes: {},
});

/** See how often a template ran, and how well. Asked with the ref of the template. */
export const usageReadPermission = createPermission({
  name: 'goldenPaths.usage.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_CATALOG_ENTITY,
});

export const goldenPathsPermissions = [ownerAnyPermission, usageReadPermission];
