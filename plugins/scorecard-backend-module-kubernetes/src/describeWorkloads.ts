import type { JsonObject } from '@backstage/types';
import type {
  V1Container,
  V1DaemonSet,
  V1Deployment,
  V1Pod,
  V1StatefulSet,
} from '@kubernetes/client-node';

/** What runs for an entity. */
export interface Workloads {
  deployments: readonly V1Deployment[];
  statefulSets: readonly V1StatefulSet[];
  daemonSets: readonly V1DaemonSet[];
  pods: readonly V1Pod[];
}

/** Tags that name another image tomorrow. */
const movingTags = new Set([
  'latest',
  'main',
  'master',
  'stable',
  'edge',
  'dev',
]);

/** Describes workloads for rules; containers are named `<workload>/<container>`. */
export function describeWorkloads(workloads: Workloads): JsonObject {
  const { deployments, statefulSets, daemonSets, pods } = workloads;
  const scaled = [...deployments, ...statefulSets];
  const all = [...scaled, ...daemonSets];
  const containers = all.flatMap(workload =>
    (workload.spec?.template.spec?.containers ?? []).map(container => ({
      container,
      name: `${workload.metadata?.name}/${container.name}`,
    })),
  );
  // The same workload may run in several clusters and namespaces.
  const namesOf = (isMeant: (container: V1Container) => boolean) => [
    ...new Set(
      containers
        .filter(({ container }) => isMeant(container))
        .map(({ name }) => name),
    ),
  ];
  // One replica is what Kubernetes runs if nothing is said.
  const replicas = scaled.map(({ spec }) => spec?.replicas ?? 1);

  return {
    workloads: all.length,
    ...(replicas.length > 0 && { minReplicas: Math.min(...replicas) }),
    isReady:
      scaled.every(
        ({ spec, status }) =>
          (status?.readyReplicas ?? 0) >= (spec?.replicas ?? 1),
      ) &&
      daemonSets.every(
        ({ status }) =>
          (status?.numberReady ?? 0) >= (status?.desiredNumberScheduled ?? 0),
      ),
    withoutReadinessProbe: namesOf(({ readinessProbe }) => !readinessProbe),
    withoutLivenessProbe: namesOf(({ livenessProbe }) => !livenessProbe),
    withoutLimits: namesOf(
      ({ resources }) =>
        !resources?.limits?.memory ||
        !resources.requests?.cpu ||
        !resources.requests.memory,
    ),
    unpinnedImages: [
      ...new Set(
        containers
          .map(({ container }) => container.image ?? '')
          .filter(image => !isPinned(image)),
      ),
    ],
    restarts: pods.reduce(
      (sum, { status }) =>
        (status?.containerStatuses ?? []).reduce(
          (count, { restartCount }) => count + restartCount,
          sum,
        ),
      0,
    ),
  };
}

/** An image with a digest, or with a tag that is a version. */
function isPinned(image: string): boolean {
  if (image.includes('@sha256:')) {
    return true;
  }
  // The host of a registry may have a port.
  const [, tag] = image.slice(image.lastIndexOf('/') + 1).split(':');
  return tag !== undefined && !movingTags.has(tag);
}
