import { createPermission } from '@backstage/plugin-permission-common';

/** Resource type of a flag, or of a flag in one environment. */
export const RESOURCE_TYPE_FLAG = 'feature-flag';

export const flagReadPermission = createPermission({
  name: 'feature-flags.flag.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_FLAG,
});

/** Asked with a ref of the flag set, because the flag does not exist yet. */
export const flagCreatePermission = createPermission({
  name: 'feature-flags.flag.create',
  attributes: { action: 'create' },
  resourceType: RESOURCE_TYPE_FLAG,
});

/** Change state or default variant in one environment. */
export const flagTogglePermission = createPermission({
  name: 'feature-flags.flag.toggle',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_FLAG,
});

/** Change variants, rules and everything else of a flag, of a segment or of a flag set. */
export const flagUpdatePermission = createPermission({
  name: 'feature-flags.flag.update',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_FLAG,
});

export const flagDeletePermission = createPermission({
  name: 'feature-flags.flag.delete',
  attributes: { action: 'delete' },
  resourceType: RESOURCE_TYPE_FLAG,
});

/** Create, rotate and revoke environment keys. */
export const keyManagePermission = createPermission({
  name: 'feature-flags.key.manage',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_FLAG,
});

export const featureFlagsPermissions = [
  flagReadPermission,
  flagCreatePermission,
  flagTogglePermission,
  flagUpdatePermission,
  flagDeletePermission,
  keyManagePermission,
];
