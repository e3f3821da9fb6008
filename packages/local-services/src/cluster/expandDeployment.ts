import type { z } from 'zod/v4';
import type { ClusterObject } from './ClusterObject';
import { expandEvents } from './expandEvents';
import { expandPod } from './expandPod';
import { isPodReady } from './podStatus';
import type { PodTemplate, recordedDeploymentSchema } from './recordedSchemas';
import { condition, controllerReference, withoutRecord } from './workloadParts';

/** A deployment with its replica sets, newest first, and their pods. */
export function expandDeployment(
  object: ClusterObject,
  { spec, status, recorded }: z.infer<typeof recordedDeploymentSchema>,
): ClusterObject[] {
  const revisions = [...recorded.replicaSets].sort(
    (a, b) => b.revision - a.revision,
  );
  const pods = revisions.flatMap(revision => revision.pods);
  const current = revisions[0].pods;
  const ready = pods.filter(isPodReady).length;
  // Kubernetes rounds the default of 25 percent unavailable down, so that a small deployment has to be complete.
  const isAvailable = ready >= spec.replicas - Math.floor(spec.replicas / 4);
  const isRolledOut =
    current.filter(isPodReady).length === spec.replicas &&
    pods.length === spec.replicas;
  const newest = `${object.metadata.name}-${revisions[0].hash}`;
  const changedAt = revisions[0].created;
  const derived = {
    observedGeneration: revisions[0].revision,
    replicas: pods.length,
    updatedReplicas: current.length,
    readyReplicas: ready,
    availableReplicas: ready,
    ...(pods.length > ready && { unavailableReplicas: pods.length - ready }),
    conditions: [
      condition('Available', isAvailable, changedAt, {
        lastUpdateTime: changedAt,
        reason: isAvailable
          ? 'MinimumReplicasAvailable'
          : 'MinimumReplicasUnavailable',
        message: isAvailable
          ? 'Deployment has minimum availability.'
          : 'Deployment does not have minimum availability.',
      }),
      condition('Progressing', true, changedAt, {
        lastUpdateTime: changedAt,
        reason: isRolledOut ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated',
        message: isRolledOut
          ? `ReplicaSet "${newest}" has successfully progressed.`
          : `ReplicaSet "${newest}" is progressing.`,
      }),
    ],
  };
  const { name, namespace, labels, annotations } = object.metadata;
  const deployment = withoutRecord({
    ...object,
    metadata: {
      ...object.metadata,
      generation: revisions[0].revision,
      annotations: {
        ...annotations,
        'deployment.kubernetes.io/revision': String(revisions[0].revision),
      },
    },
    status: { ...derived, ...status },
  });
  const replicaSets = revisions.flatMap(revision => {
    const hash = { 'pod-template-hash': revision.hash };
    const template = withImage(spec.template, revision.image);
    const replicas = revision.pods.length;
    const readyReplicas = revision.pods.filter(isPodReady).length;
    const replicaSet: ClusterObject = {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name: `${name}-${revision.hash}`,
        namespace,
        labels: { ...labels, ...template.metadata.labels, ...hash },
        annotations: {
          'deployment.kubernetes.io/desired-replicas': String(spec.replicas),
          'deployment.kubernetes.io/revision': String(revision.revision),
        },
        creationTimestamp: revision.created,
        generation: 1,
        ownerReferences: [controllerReference(object)],
      },
      spec: {
        replicas,
        selector: { matchLabels: { ...spec.selector.matchLabels, ...hash } },
        template: withLabels(template, hash),
      },
      status: {
        observedGeneration: 1,
        replicas,
        ...(replicas > 0 && {
          fullyLabeledReplicas: replicas,
          readyReplicas,
          availableReplicas: readyReplicas,
        }),
      },
    };
    return [
      replicaSet,
      ...revision.pods.flatMap(pod =>
        expandPod({
          name: `${name}-${revision.hash}-${pod.name}`,
          namespace: namespace ?? 'default',
          owner: replicaSet,
          template,
          labels: hash,
          recorded: pod,
        }),
      ),
      ...expandEvents(replicaSet, revision.events),
    ];
  });
  return [deployment, ...replicaSets, ...expandEvents(object, recorded.events)];
}

function withImage(template: PodTemplate, image?: string): PodTemplate {
  const [first, ...others] = template.spec.containers;
  return image === undefined
    ? template
    : {
        ...template,
        spec: {
          ...template.spec,
          containers: [{ ...first, image }, ...others],
        },
      };
}

function withLabels(
  template: PodTemplate,
  labels: Record<string, string>,
): PodTemplate {
  return {
    ...template,
    metadata: {
      ...template.metadata,
      labels: { ...template.metadata.labels, ...labels },
    },
  };
}
