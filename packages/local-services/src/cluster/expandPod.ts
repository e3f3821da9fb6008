import { InputError } from '@backstage/errors';
import { DateTime } from 'luxon';
import {
  type ClusterObject,
  type OwnerReference,
  hexDigest,
  objectUid,
} from './ClusterObject';
import { parseQuantity } from './quantity';
import type {
  PodTemplate,
  RecordedContainer,
  RecordedEvent,
  RecordedPod,
  TerminatedState,
} from './recordedSchemas';
import { formatKubernetesTime } from './relativeTime';

/** The pod that a workload started, and what was recorded about it. */
export interface ExpandPodOptions {
  name: string;
  namespace: string;
  owner: ClusterObject;
  template: PodTemplate;
  labels: Record<string, string>;
  recorded: RecordedPod;
}

/**
 * Builds a pod from its workload's template and the few facts that were recorded about it, and with it the pod's typical
 * usage and events.
 *
 * @remarks
 * Whatever is not recorded is what Kubernetes reports of a healthy container: running since shortly after the pod's
 * creation, ready, never restarted.
 */
export function expandPod(options: ExpandPodOptions): ClusterObject[] {
  const { name, namespace, owner, template, labels, recorded } = options;
  assertKnownContainers(options);
  const metadata = {
    name,
    namespace,
    labels: { ...template.metadata.labels, ...labels },
    ...(template.metadata.annotations && {
      annotations: template.metadata.annotations,
    }),
    creationTimestamp: recorded.created,
    ownerReferences: [controllerReference(owner)],
  };
  const pod: ClusterObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: {
      ...template.spec,
      ...(recorded.node && { nodeName: recorded.node }),
    },
    status: podStatus(options),
  };
  const usage = podUsage(options);
  return [
    pod,
    ...(usage.length > 0
      ? [
          {
            apiVersion: 'metrics.k8s.io/v1beta1',
            kind: 'PodMetrics',
            metadata: { name, namespace, labels: metadata.labels },
            containers: usage,
          },
        ]
      : []),
    ...expandEvents(pod, recorded.events),
  ];
}

/** The reference by which Kubernetes finds the objects that a controller owns. */
export function controllerReference(owner: ClusterObject): OwnerReference {
  const { name, namespace } = owner.metadata;
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name,
    uid: objectUid(owner.kind, name, namespace),
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** The Event objects for events recorded in short form beside the object that they are about. */
export function expandEvents(
  object: ClusterObject,
  events: RecordedEvent[],
): ClusterObject[] {
  const { name, namespace, labels } = object.metadata;
  return events.map((event, index) => ({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      // Kubernetes appends a hexadecimal time; any suffix serves that tells two events of one object apart.
      name: `${name}.${hexDigest(`${name}/${event.reason}/${index}`).slice(
        0,
        16,
      )}`,
      namespace: namespace ?? 'default',
      ...(labels && { labels }),
      creationTimestamp: event.first,
    },
    involvedObject: {
      apiVersion: object.apiVersion,
      kind: object.kind,
      name,
      namespace,
      uid: objectUid(object.kind, name, namespace),
    },
    type: event.type,
    reason: event.reason,
    message: event.message,
    count: event.count,
    firstTimestamp: event.first,
    lastTimestamp: event.last ?? event.first,
    source: { component: event.component },
    reportingComponent: event.component,
    reportingInstance: '',
  }));
}

/** Whether every container of a recorded pod answers its readiness probe. */
export function isPodReady(recorded: RecordedPod): boolean {
  return (
    recorded.node !== undefined &&
    Object.values(recorded.containers).every(isContainerReady)
  );
}

/** How the containers of a pod ended, or undefined while one of them has not. */
export function podOutcome(
  template: PodTemplate,
  recorded: RecordedPod,
): { succeeded: boolean; finishedAt: string } | undefined {
  const ends = template.spec.containers.map(container =>
    terminatedState(recorded.containers[container.name]),
  );
  const finished = ends.filter(end => end !== undefined);
  if (finished.length < ends.length) {
    return undefined;
  }
  return {
    succeeded: finished.every(end => end.exitCode === 0),
    finishedAt: finished
      .map(end => end.finishedAt)
      .sort()
      .slice(-1)[0],
  };
}

function assertKnownContainers(options: ExpandPodOptions): void {
  const known = options.template.spec.containers.map(({ name }) => name);
  for (const name of Object.keys(options.recorded.containers)) {
    if (!known.includes(name)) {
      throw new InputError(
        `pod '${
          options.name
        }' records a container '${name}', but its template has ${known
          .map(container => `'${container}'`)
          .join(', ')}`,
      );
    }
  }
}

function podStatus(options: ExpandPodOptions): object {
  const { name, namespace, template, recorded } = options;
  const { created, node } = recorded;
  if (node === undefined) {
    return {
      phase: 'Pending',
      conditions: [
        {
          type: 'PodScheduled',
          status: 'False',
          reason: 'Unschedulable',
          message: recorded.unschedulable ?? '',
          lastTransitionTime: created,
        },
      ],
    };
  }
  const uid = objectUid('Pod', name, namespace);
  return {
    phase: podPhase(template, recorded),
    conditions: podConditions(template, recorded),
    hostIP: hostAddress(node),
    hostIPs: [{ ip: hostAddress(node) }],
    podIP: podAddress(uid),
    podIPs: [{ ip: podAddress(uid) }],
    startTime: created,
    containerStatuses: template.spec.containers.map(container =>
      containerStatus(container, recorded, uid),
    ),
  };
}

function podPhase(template: PodTemplate, recorded: RecordedPod): string {
  const outcome = podOutcome(template, recorded);
  if (outcome) {
    return outcome.succeeded ? 'Succeeded' : 'Failed';
  }
  const neverRan = Object.values(recorded.containers).some(
    container =>
      container.state && 'waiting' in container.state && !container.lastState,
  );
  return neverRan ? 'Pending' : 'Running';
}

function podConditions(template: PodTemplate, recorded: RecordedPod): object[] {
  const { created } = recorded;
  const outcome = podOutcome(template, recorded);
  const unready = template.spec.containers
    .map(container => container.name)
    .filter(name => !isContainerReady(recorded.containers[name]));
  const readiness =
    unready.length === 0
      ? { status: 'True', lastTransitionTime: startedAt(created, 8) }
      : {
          status: 'False',
          lastTransitionTime: outcome?.finishedAt ?? lastChange(recorded),
          ...(outcome?.succeeded
            ? { reason: 'PodCompleted' }
            : {
                reason: 'ContainersNotReady',
                message: `containers with unready status: [${unready.join(
                  ' ',
                )}]`,
              }),
        };
  return [
    { type: 'PodScheduled', status: 'True', lastTransitionTime: created },
    { type: 'Initialized', status: 'True', lastTransitionTime: created },
    { type: 'ContainersReady', ...readiness },
    { type: 'Ready', ...readiness },
  ];
}

function containerStatus(
  container: PodTemplate['spec']['containers'][number],
  recorded: RecordedPod,
  podUid: string,
): object {
  const record = recorded.containers[container.name] ?? {};
  const state = record.state ?? {
    running: {
      startedAt:
        record.lastState?.terminated.finishedAt ??
        startedAt(recorded.created, 3),
    },
  };
  const restartCount = record.restartCount ?? 0;
  const containerID = `containerd://${hexDigest(
    `${podUid}/${container.name}/${restartCount}`,
  )}`;
  const hasRun = !('waiting' in state) || record.lastState !== undefined;
  return {
    name: container.name,
    image: container.image,
    imageID: hasRun
      ? `${container.image.replace(/:[^:/]+$/, '')}@sha256:${hexDigest(
          container.image,
        )}`
      : '',
    ...(hasRun && { containerID }),
    ready: isContainerReady(record),
    started: 'running' in state,
    restartCount,
    state: withStart(state, recorded.created),
    lastState: record.lastState
      ? withStart(record.lastState, recorded.created)
      : {},
  };
}

function withStart<T extends object>(state: T, created: string): object {
  return 'terminated' in state
    ? {
        terminated: Object.assign(
          { startedAt: startedAt(created, 3) },
          state.terminated,
        ),
      }
    : state;
}

function podUsage(options: ExpandPodOptions): object[] {
  const { template, recorded } = options;
  if (recorded.node === undefined) {
    return [];
  }
  return template.spec.containers
    .filter(container => isRunning(recorded.containers[container.name]))
    .map(container => {
      const requests = container.resources?.requests;
      return {
        name: container.name,
        usage: recorded.containers[container.name]?.usage ?? {
          cpu: `${Math.round(
            parseQuantity(requests?.cpu ?? '100m') * 0.38 * 1000,
          )}m`,
          memory: `${Math.round(
            (parseQuantity(requests?.memory ?? '128Mi') * 0.67) / 1024,
          )}Ki`,
        },
      };
    });
}

function isRunning(record: RecordedContainer | undefined): boolean {
  return !record?.state || 'running' in record.state;
}

function isContainerReady(record: RecordedContainer | undefined): boolean {
  return isRunning(record) && (record?.ready ?? true);
}

function terminatedState(
  record: RecordedContainer | undefined,
): TerminatedState | undefined {
  return record?.state && 'terminated' in record.state
    ? record.state.terminated
    : undefined;
}

function lastChange(recorded: RecordedPod): string {
  const ends = Object.values(recorded.containers)
    .flatMap(container => container.lastState?.terminated.finishedAt ?? [])
    .sort();
  return ends.at(-1) ?? recorded.created;
}

function startedAt(created: string, seconds: number): string {
  return formatKubernetesTime(DateTime.fromISO(created).plus({ seconds }));
}

function hostAddress(node: string): string {
  return `10.20.0.${10 + (parseInt(hexDigest(node).slice(0, 2), 16) % 200)}`;
}

function podAddress(uid: string): string {
  const hash = hexDigest(uid);
  const part = (from: number) =>
    1 + (parseInt(hash.slice(from, from + 2), 16) % 254);
  return `10.42.${part(0)}.${part(2)}`;
}
