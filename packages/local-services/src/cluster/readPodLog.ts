import { z } from 'zod/v4';
import type { ClusterObject } from './ClusterObject';
import type { ContainerLogs, LogKey } from './ContainerLogs';
import { KubernetesStatusError } from './KubernetesStatusError';

const podSchema = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  spec: z.object({ containers: z.array(z.object({ name: z.string() })) }),
  status: z.object({
    containerStatuses: z
      .array(
        z.object({
          name: z.string(),
          state: z.object({
            waiting: z
              .object({ reason: z.string(), message: z.string().optional() })
              .optional(),
          }),
          lastState: z.object({ terminated: z.unknown() }).partial().optional(),
        }),
      )
      .default([]),
  }),
});

const count = z
  .string()
  .regex(/^\d+$/, 'must be a whole number')
  .transform(Number);
// As in Kubernetes, a flag that is named without a value is set; the portal sends `previous=`.
const flag = z
  .string()
  .transform(text => !['0', 'false'].includes(text.toLowerCase()));

const querySchema = z.object({
  container: z.string().optional(),
  previous: flag.default(false),
  timestamps: flag.default(false),
  tailLines: count.optional(),
  limitBytes: count.optional(),
  sinceSeconds: count.optional(),
  sinceTime: z.iso.datetime({ offset: true }).optional(),
});

/** The text that `kubectl logs` would print, or the Status with which Kubernetes refuses it. */
export function readPodLog(options: {
  pod: ClusterObject;
  query: unknown;
  logs: ContainerLogs;
  now: Date;
}): string {
  const { logs, now } = options;
  const parsed = querySchema.safeParse(options.query);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0];
    throw new KubernetesStatusError(
      'BadRequest',
      `invalid log option '${path.join('.')}': ${message}`,
    );
  }
  const query = parsed.data;
  const since = query.sinceTime
    ? Date.parse(query.sinceTime)
    : now.getTime() - (query.sinceSeconds ?? Infinity) * 1000;
  const lines = logs
    .lines(selectLog(options.pod, query))
    .filter(line => line.time.toMillis() >= since);
  const tail =
    query.tailLines === undefined
      ? lines
      : lines.slice(Math.max(0, lines.length - query.tailLines));
  const text = tail
    .map(line =>
      query.timestamps
        ? `${line.time.toISO()} ${line.text}\n`
        : `${line.text}\n`,
    )
    .join('');
  return query.limitBytes === undefined
    ? text
    : Buffer.from(text).subarray(0, query.limitBytes).toString();
}

/** The logs that the containers of a pod can have written. */
export function possibleLogs(object: ClusterObject): LogKey[] {
  const { metadata, status } = podSchema.parse(object);
  return status.containerStatuses.flatMap(({ name, lastState }) =>
    [false, ...(lastState?.terminated ? [true] : [])].map(previous => ({
      namespace: metadata.namespace,
      pod: metadata.name,
      container: name,
      previous,
    })),
  );
}

function selectLog(
  object: ClusterObject,
  query: { container?: string; previous: boolean },
): LogKey {
  const { metadata, spec, status } = podSchema.parse(object);
  const names = spec.containers.map(({ name }) => name);
  if (query.container === undefined && names.length > 1) {
    throw new KubernetesStatusError(
      'BadRequest',
      `a container name must be specified for pod ${
        metadata.name
      }, choose one of: [${names.join(' ')}]`,
    );
  }
  const container = query.container ?? names[0];
  if (!names.includes(container)) {
    throw new KubernetesStatusError(
      'BadRequest',
      `container ${container} is not valid for pod ${metadata.name}`,
    );
  }
  const found = status.containerStatuses.find(({ name }) => name === container);
  const hasPrevious = found?.lastState?.terminated !== undefined;
  if (query.previous && !hasPrevious) {
    throw new KubernetesStatusError(
      'BadRequest',
      `previous terminated container "${container}" in pod "${metadata.name}" not found`,
    );
  }
  // While a container waits for its next start, Kubernetes shows what its last run wrote.
  const isWaiting = found === undefined || found.state.waiting !== undefined;
  if (isWaiting && !hasPrevious) {
    const reason = found?.state.waiting
      ? found.state.waiting.message ?? found.state.waiting.reason
      : 'the pod has not been scheduled';
    throw new KubernetesStatusError(
      'BadRequest',
      `container "${container}" in pod "${metadata.name}" is waiting to start: ${reason}`,
    );
  }
  return {
    namespace: metadata.namespace,
    pod: metadata.name,
    container,
    previous: query.previous || isWaiting,
  };
}
