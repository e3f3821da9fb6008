export {
  kubernetesOwnershipPermissions,
  kubernetesPodsReadPermission,
  kubernetesProxyUnrestrictedPermission,
} from './permissions';
