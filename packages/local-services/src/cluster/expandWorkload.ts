import type { z } from 'zod/v4';
import type { ClusterObject } from './ClusterObject';
import {
  controllerReference,
  expandEvents,
  expandPod,
  isPodReady,
  podOutcome,
} from './expandPod';
import {
  recordedCronJobSchema,
  recordedDeploymentSchema,
  recordedEventsSchema,
  recordedJobSchema,
  recordedStatefulSetSchema,
  type PodTemplate,
} from './recordedSchemas';

/**
 * Expands the `recorded` block of a manifest into the objects that Kubernetes' controllers would have made, and derives
 * the workload's status from them. A status in the manifest wins over the derived one, field by field.
 *
 * @throws an error of zod when the block does not have the form that the kind asks for
 */
export function expandWorkload(object: ClusterObject): ClusterObject[] {
  switch (object.kind) {
    case 'Deployment':
      return expandDeployment(object, recordedDeploymentSchema.parse(object));
    case 'StatefulSet':
      return expandStatefulSet(object, recordedStatefulSetSchema.parse(object));
    case 'Job':
      return expandJob(object, recordedJobSchema.parse(object));
    case 'CronJob':
      return expandCronJob(object, recordedCronJobSchema.parse(object));
    default: {
      const { events } = recordedEventsSchema.parse(object).recorded;
      return [withoutRecord(object), ...expandEvents(object, events)];
    }
  }
}

function expandDeployment(
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

function expandStatefulSet(
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

function expandJob(
  object: ClusterObject,
  { spec, status, recorded }: z.infer<typeof recordedJobSchema>,
): ClusterObject[] {
  const { name, namespace, creationTimestamp } = object.metadata;
  const outcomes = recorded.pods.map(pod => podOutcome(spec.template, pod));
  const succeeded = outcomes.filter(outcome => outcome?.succeeded).length;
  const failed = outcomes.filter(
    outcome => outcome?.succeeded === false,
  ).length;
  const active = outcomes.length - succeeded - failed;
  const end = outcomes
    .flatMap(outcome => outcome?.finishedAt ?? [])
    .sort()
    .at(-1);
  const job = withoutRecord({
    ...object,
    status: {
      startTime: creationTimestamp,
      ...(active > 0 && { active, ready: active }),
      ...(succeeded > 0 && { succeeded }),
      ...(failed > 0 && { failed }),
      ...(succeeded > 0 &&
        end && {
          completionTime: end,
          conditions: [
            condition('Complete', true, end, {
              lastProbeTime: end,
              reason: 'CompletionsReached',
              message: 'Reached expected number of succeeded pods',
            }),
          ],
        }),
      ...(failed > spec.backoffLimit &&
        end && {
          conditions: [
            condition('Failed', true, end, {
              lastProbeTime: end,
              reason: 'BackoffLimitExceeded',
              message: 'Job has reached the specified backoff limit',
            }),
          ],
        }),
      ...status,
    },
  });
  return [
    job,
    ...recorded.pods.flatMap(pod =>
      expandPod({
        name: `${name}-${pod.name}`,
        namespace: namespace ?? 'default',
        owner: object,
        template: spec.template,
        labels: {
          'batch.kubernetes.io/job-name': name,
          'job-name': name,
        },
        recorded: pod,
      }),
    ),
    ...expandEvents(object, recorded.events),
  ];
}

function expandCronJob(
  object: ClusterObject,
  { spec, status, recorded }: z.infer<typeof recordedCronJobSchema>,
): ClusterObject[] {
  const { name, namespace } = object.metadata;
  const { template } = spec.jobTemplate.spec;
  const jobs = recorded.jobs.map(job => ({
    name: `${name}-${job.name}`,
    created: job.created,
    outcomes: job.pods.map(pod => podOutcome(template, pod)),
    object: {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name: `${name}-${job.name}`,
        namespace,
        labels: spec.jobTemplate.metadata.labels,
        creationTimestamp: job.created,
        ownerReferences: [controllerReference(object)],
      },
      spec: spec.jobTemplate.spec,
      recorded: { pods: job.pods, events: job.events },
    },
  }));
  const lastSuccess = jobs
    .flatMap(job => job.outcomes)
    .filter(outcome => outcome?.succeeded)
    .map(outcome => outcome?.finishedAt)
    .sort()
    .at(-1);
  const running = jobs.filter(job => job.outcomes.at(-1) === undefined);
  return [
    withoutRecord({
      ...object,
      status: {
        ...(running.length > 0 && {
          active: running.map(job => ({
            apiVersion: 'batch/v1',
            kind: 'Job',
            name: job.name,
            namespace,
          })),
        }),
        lastScheduleTime: jobs
          .map(job => job.created)
          .sort()
          .at(-1),
        ...(lastSuccess && { lastSuccessfulTime: lastSuccess }),
        ...status,
      },
    }),
    ...jobs.flatMap(job => expandWorkload(job.object)),
    ...expandEvents(object, recorded.events),
  ];
}

function withoutRecord(object: ClusterObject): ClusterObject {
  const { recorded: _recorded, ...rest } = object;
  return rest;
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

function withVolumes(template: PodTemplate, volumes: object[]): PodTemplate {
  return {
    ...template,
    spec: {
      ...template.spec,
      volumes: [...(template.spec.volumes ?? []), ...volumes],
    },
  };
}

function condition(
  type: string,
  isTrue: boolean,
  since: string,
  details: Record<string, string>,
): object {
  return {
    type,
    status: isTrue ? 'True' : 'False',
    ...details,
    lastTransitionTime: since,
  };
}
