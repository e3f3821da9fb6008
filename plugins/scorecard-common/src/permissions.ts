import { RESOURCE_TYPE_CATALOG_ENTITY } from '@backstage/plugin-catalog-common/alpha';
import { createPermission } from '@backstage/plugin-permission-common';

/** See scorecards and results; of which entities follows from `catalog.entity.read`. */
export const scorecardReadPermission = createPermission({
  name: 'scorecard.read',
  attributes: { action: 'read' },
});

/** Have an entity evaluated at once. */
export const scorecardRefreshPermission = createPermission({
  name: 'scorecard.refresh',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_CATALOG_ENTITY,
});

/** Store a fact of an entity. */
export const scorecardFactsWritePermission = createPermission({
  name: 'scorecard.facts.write',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_CATALOG_ENTITY,
});

export const scorecardPermissions = [
  scorecardReadPermission,
  scorecardRefreshPermission,
  scorecardFactsWritePermission,
];
