import { RESOURCE_TYPE_CATALOG_ENTITY } from '@backstage/plugin-catalog-common/alpha';
import { createPermission } from '@backstage/plugin-permission-common';

/**
 * Read a pod, its logs and its events through the proxy to a cluster. Asked with the refs of
 * the entities that the pod belongs to.
 */
export const kubernetesPodsReadPermission = createPermission({
  name: 'kubernetes.pods.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_CATALOG_ENTITY,
});

/** Send anything else through the proxy to a cluster. */
export const kubernetesProxyUnrestrictedPermission = createPermission({
  name: 'kubernetes.proxy.unrestricted',
  attributes: {},
});

/** What narrows `kubernetes.proxy`, which knows of no entity. */
export const kubernetesOwnershipPermissions = [
  kubernetesPodsReadPermission,
  kubernetesProxyUnrestrictedPermission,
];
