import { DateTime } from 'luxon';
import { hexDigest } from './ClusterObject';
import type {
  PodTemplate,
  RecordedContainer,
  RecordedPod,
  TerminatedState,
} from './recordedSchemas';
import { formatKubernetesTime } from './relativeTime';

/** The status that Kubernetes would report of a pod with this UID. */
export function podStatus(
  template: PodTemplate,
  recorded: RecordedPod,
  uid: string,
): object {
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

/** Whether a container runs, ready or not. */
export function isRunning(record: RecordedContainer | undefined): boolean {
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
