import { DateTime } from 'luxon';
import { z } from 'zod/v4';
import { type ClusterObject, hexDigest, objectKey } from './ClusterObject';
import { parseQuantity } from './quantity';
import { formatKubernetesTime } from './relativeTime';

// How often a metrics server scrapes; within one window it answers the same figures.
const windowSeconds = 15;

/** What a recorded PodMetrics object must say beyond its metadata. */
export const podMetricsSchema = z.object({
  containers: z.array(
    z.object({
      name: z.string(),
      usage: z.object({ cpu: z.string(), memory: z.string() }),
    }),
  ),
});

/**
 * Turns the recorded, typical usage of a pod into the usage at this moment.
 *
 * @remarks
 * The figures follow from the clock alone: a slow and a quick wave around the recorded value, out of step between
 * containers. Processor time moves by a quarter at most, memory by three percent, as in a service under steady load.
 */
export function podMetricsAt(metrics: ClusterObject, now: Date): ClusterObject {
  const window = Math.floor(now.getTime() / 1000 / windowSeconds);
  const seconds = window * windowSeconds;
  const { name, namespace } = metrics.metadata;
  const timestamp = formatKubernetesTime(DateTime.fromSeconds(seconds));
  return {
    ...metrics,
    metadata: { ...metrics.metadata, creationTimestamp: timestamp },
    timestamp,
    window: `${windowSeconds}s`,
    containers: podMetricsSchema
      .parse(metrics)
      .containers.map(({ name: container, usage }) => {
        const seed = `${objectKey(name, namespace)}/${container}`;
        const cpu =
          parseQuantity(usage.cpu) * wave(`${seed}/cpu`, seconds, 0.25);
        const memory =
          parseQuantity(usage.memory) * wave(`${seed}/memory`, seconds, 0.03);
        return {
          name: container,
          usage: {
            cpu: `${Math.round(cpu * 1e9)}n`,
            memory: `${Math.round(memory / 1024)}Ki`,
          },
        };
      }),
  };
}

function wave(seed: string, seconds: number, amplitude: number): number {
  const phase = parseInt(hexDigest(seed).slice(0, 6), 16) / 0xffffff;
  const slow = Math.sin(2 * Math.PI * (seconds / 2820 + phase));
  const quick = Math.sin(2 * Math.PI * (seconds / 195 + 7 * phase));
  return 1 + amplitude * (0.65 * slow + 0.35 * quick);
}
