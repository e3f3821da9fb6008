import type { z } from 'zod/v4';
import type { ClusterObject } from './ClusterObject';
import { expandEvents } from './expandEvents';
import { expandPod } from './expandPod';
import { isPodReady } from './podStatus';
import type { PodTemplate, recordedStatefulSetSchema } from './recordedSchemas';
import { withoutRecord } from './workloadParts';

/** A stateful set with its pods, each with the claims to its volumes. */
export function expandStatefulSet(
  object: ClusterObject,
  { spec, status, recorded }: z.infer<typeof recordedStatefulSetSchema>,
): ClusterObject[] {
  const { name, namespace } = object.metadata;
  const pods = recorded.pods.map((pod, ordinal) => ({
    ...pod,
    name: `${name}-${ordinal}`,
  }));
  const ready = pods.filter(isPodReady).length;
  const revision = `${name}-${recorded.revision}`;
  const expandedPods = pods.flatMap((pod, ordinal) => {
    const claims = spec.volumeClaimTemplates.map(claim => ({
      claim,
      claimName: `${claim.metadata.name}-${pod.name}`,
    }));
    return [
      ...expandPod({
        name: pod.name,
        namespace: namespace ?? 'default',
        owner: object,
        template: withVolumes(
          spec.template,
          claims.map(({ claim, claimName }) => ({
            name: claim.metadata.name,
            persistentVolumeClaim: { claimName },
          })),
        ),
        labels: {
          'apps.kubernetes.io/pod-index': String(ordinal),
          'controller-revision-hash': revision,
          'statefulset.kubernetes.io/pod-name': pod.name,
        },
        recorded: pod,
      }),
      ...claims.map(({ claim, claimName }) => ({
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: {
          name: claimName,
          namespace,
          labels: spec.template.metadata.labels,
          creationTimestamp: object.metadata.creationTimestamp,
        },
        spec: { ...claim.spec, volumeName: `pvc-${claimName}` },
        status: {
          phase: 'Bound',
          accessModes: claim.spec.accessModes,
          capacity: { storage: claim.spec.resources.requests.storage },
        },
      })),
    ];
  });
  return [
    withoutRecord({
      ...object,
      status: {
        observedGeneration: 1,
        replicas: pods.length,
        readyReplicas: ready,
        availableReplicas: ready,
        currentReplicas: pods.length,
        updatedReplicas: pods.length,
        currentRevision: revision,
        updateRevision: revision,
        collisionCount: 0,
        ...status,
      },
    }),
    ...expandedPods,
    ...expandEvents(object, recorded.events),
  ];
}

function withVolumes(template: PodTemplate, volumes: object[]): PodTemplate {
  return {
    ...template,
    spec: {
      ...template.spec,
      volumes: [...(template.spec.volumes ?? []), ...volumes],
    },
  };
}
