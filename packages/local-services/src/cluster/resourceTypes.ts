/** One kind of object that the demo cluster serves, with the names by which clients ask for it. */
export interface ResourceType {
  /** Empty for the core group. */
  group: string;
  version: string;
  kind: string;
  plural: string;
  singular: string;
  namespaced: boolean;
  shortNames?: string[];
}

/** Everything the demo cluster serves: what Backstage fetches by default, and what those objects refer to. */
export const resourceTypes: readonly ResourceType[] = [
  core('Namespace', 'namespaces', { namespaced: false, shortNames: ['ns'] }),
  core('Node', 'nodes', { namespaced: false, shortNames: ['no'] }),
  core('Pod', 'pods', { shortNames: ['po'] }),
  core('Service', 'services', { shortNames: ['svc'] }),
  core('ConfigMap', 'configmaps', { shortNames: ['cm'] }),
  core('LimitRange', 'limitranges', { shortNames: ['limits'] }),
  core('ResourceQuota', 'resourcequotas', { shortNames: ['quota'] }),
  core('Event', 'events', { shortNames: ['ev'] }),
  core('PersistentVolumeClaim', 'persistentvolumeclaims', {
    shortNames: ['pvc'],
  }),
  inGroup('apps/v1', 'Deployment', 'deployments', ['deploy']),
  inGroup('apps/v1', 'ReplicaSet', 'replicasets', ['rs']),
  inGroup('apps/v1', 'StatefulSet', 'statefulsets', ['sts']),
  inGroup('apps/v1', 'DaemonSet', 'daemonsets', ['ds']),
  inGroup(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    'horizontalpodautoscalers',
    ['hpa'],
  ),
  inGroup(
    'autoscaling/v1',
    'HorizontalPodAutoscaler',
    'horizontalpodautoscalers',
    ['hpa'],
  ),
  inGroup('batch/v1', 'Job', 'jobs'),
  inGroup('batch/v1', 'CronJob', 'cronjobs', ['cj']),
  inGroup('networking.k8s.io/v1', 'Ingress', 'ingresses', ['ing']),
  inGroup('metrics.k8s.io/v1beta1', 'PodMetrics', 'pods'),
];

/** The `apiVersion` of a resource type, such as `v1` or `apps/v1`. */
export function apiVersionOf(type: { group: string; version: string }): string {
  return type.group ? `${type.group}/${type.version}` : type.version;
}

/** The qualified name that Kubernetes prints in messages, such as `deployments.apps`. */
export function qualifiedName(type: ResourceType): string {
  return type.group ? `${type.plural}.${type.group}` : type.plural;
}

function core(
  kind: string,
  plural: string,
  options: { namespaced?: boolean; shortNames?: string[] },
): ResourceType {
  return {
    group: '',
    version: 'v1',
    kind,
    plural,
    singular: kind.toLowerCase(),
    namespaced: options.namespaced ?? true,
    shortNames: options.shortNames,
  };
}

function inGroup(
  apiVersion: string,
  kind: string,
  plural: string,
  shortNames?: string[],
): ResourceType {
  const [group, version] = apiVersion.split('/');
  return {
    group,
    version,
    kind,
    plural,
    // The metrics server announces its resources without a singular name, so that `kubectl get pod` stays unambiguous.
    singular: kind === 'PodMetrics' ? '' : kind.toLowerCase(),
    namespaced: true,
    shortNames,
  };
}
