import { InputError } from '@backstage/errors';
import { type ClusterObject, objectUid } from './ClusterObject';
import { expandEvents } from './expandEvents';
import { isRunning, podStatus } from './podStatus';
import { parseQuantity } from './quantity';
import type { PodTemplate, RecordedPod } from './recordedSchemas';
import { controllerReference } from './workloadParts';

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
    status: podStatus(template, recorded, objectUid('Pod', name, namespace)),
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
