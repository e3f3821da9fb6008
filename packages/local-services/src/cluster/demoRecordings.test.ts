import { join } from 'node:path';
import { z } from 'zod/v4';
import { type ClusterObject, fieldAt } from './ClusterObject';
import { ContainerLogs } from './ContainerLogs';
import { loadManifests } from './loadManifests';
import { podMetricsAt, podMetricsSchema } from './podMetrics';
import { parseQuantity } from './quantity';
import { possibleLogs, readPodLog } from './readPodLog';

const now = new Date('2026-03-29T12:00:00Z');
const directory = join(__dirname, '../../../../catalog/demo/cluster');
const id = 'backstage.io/kubernetes-id';

const podSchema = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  spec: z.object({
    nodeName: z.string().optional(),
    containers: z.array(
      z.object({
        name: z.string(),
        resources: z.object({
          limits: z.object({ cpu: z.string(), memory: z.string() }),
        }),
      }),
    ),
  }),
  status: z.object({
    phase: z.string(),
    containerStatuses: z
      .array(
        z.object({
          name: z.string(),
          state: z.looseObject({
            waiting: z.object({ reason: z.string() }).optional(),
            terminated: z.object({ reason: z.string() }).optional(),
          }),
          lastState: z.looseObject({
            terminated: z.object({ reason: z.string() }).optional(),
          }),
        }),
      )
      .default([]),
  }),
});

describe('the recordings of the demo', () => {
  let objects: ClusterObject[];
  let logs: ContainerLogs;

  beforeAll(async () => {
    objects = await loadManifests({ directory, now });
    logs = await ContainerLogs.load({
      directory: join(directory, 'logs'),
      now,
    });
  });

  const ofKind = (kind: string, service?: string) =>
    objects.filter(
      object =>
        object.kind === kind &&
        (service === undefined || object.metadata.labels?.[id] === service),
    );

  it('show each service in the state that it stands for', () => {
    const states = (service: string) =>
      ofKind('Pod', service)
        .map(object => podSchema.parse(object))
        .map(({ metadata, status }) =>
          [
            metadata.namespace,
            status.phase,
            ...status.containerStatuses.flatMap(({ state, lastState }) => [
              state.waiting?.reason,
              state.terminated?.reason,
              lastState.terminated && `last ${lastState.terminated.reason}`,
            ]),
          ]
            .filter(part => part !== undefined)
            .join(' '),
        )
        .sort();
    const healthy = (count: number, namespace = 'production') =>
      Array.from({ length: count }, () => `${namespace} Running`);

    expect(states('payment-service')).toEqual([
      ...healthy(3),
      ...healthy(1, 'staging'),
    ]);
    expect(states('order-service')).toEqual([
      ...healthy(2),
      'production Running CrashLoopBackOff last Error',
    ]);
    expect(states('cart-service')).toEqual(healthy(5));
    expect(states('inventory-service')).toEqual([
      'production Pending',
      ...healthy(2),
    ]);
    expect(states('shipping-service')).toEqual([
      ...healthy(2),
      'staging Pending ImagePullBackOff',
      ...healthy(1, 'staging'),
    ]);
    expect(states('identity-service')).toEqual(healthy(4));
    expect(states('storefront-web')).toEqual([
      'production Pending ContainerCreating',
      ...healthy(4),
    ]);
    expect(states('warehouse-sync')).toEqual([
      'production Failed Error',
      ...healthy(1),
      ...Array.from({ length: 3 }, () => 'production Succeeded Completed'),
    ]);
    expect(states('catalog-search-service')).toEqual([
      ...healthy(1),
      'production Running last OOMKilled',
    ]);
    expect(states('notification-service')).toEqual(healthy(1));

    const [autoscaler] = ofKind('HorizontalPodAutoscaler', 'identity-service');
    expect(fieldAt(autoscaler, 'status.currentReplicas')).toBe(
      fieldAt(autoscaler, 'spec.maxReplicas'),
    );
  });

  it('carry the labels by which the portal and people find them', () => {
    const shared = ['Namespace', 'Node', 'ResourceQuota', 'LimitRange'];
    const own = objects.filter(object => !shared.includes(object.kind));
    expect(own.length).toBeGreaterThan(100);
    for (const { kind, metadata } of own) {
      const service = metadata.labels?.[id];
      expect([kind, metadata.name, metadata.labels]).toEqual([
        kind,
        metadata.name,
        expect.objectContaining({
          app: service,
          'app.kubernetes.io/name': service,
          [id]: expect.any(String),
        }),
      ]);
    }
  });

  it('give every container that ran something to read', () => {
    const keys = ofKind('Pod').flatMap(possibleLogs);
    logs.assertWrittenBy(keys);
    const silent = ofKind('Pod').flatMap(pod =>
      podSchema
        .parse(pod)
        .status.containerStatuses.flatMap(({ name, state, lastState }) => [
          ...(state.waiting ? [] : [{ container: name }]),
          ...(lastState.terminated
            ? [{ container: name, previous: 'true' }]
            : []),
        ])
        .filter(query => readPodLog({ pod, query, logs, now }) === '')
        .map(query => ({ pod: pod.metadata.name, ...query })),
    );
    expect(keys.length).toBeGreaterThan(30);
    expect(silent).toEqual([]);
  });

  it('name nodes that exist and leave no relative time unresolved', () => {
    const nodes = ofKind('Node').map(node => node.metadata.name);
    for (const pod of ofKind('Pod')) {
      const { nodeName } = podSchema.parse(pod).spec;
      expect([undefined, ...nodes]).toContain(nodeName);
    }
    expect(JSON.stringify(objects)).not.toMatch(/"ago:/);
  });

  it('never measure more than a container may use', () => {
    const pods = ofKind('Pod').map(pod => podSchema.parse(pod));
    for (const metrics of ofKind('PodMetrics')) {
      const { name, namespace } = metrics.metadata;
      const pod = pods.find(
        ({ metadata }) =>
          metadata.name === name && metadata.namespace === namespace,
      );
      for (let minute = 0; minute < 60; minute += 1) {
        const at = new Date(now.getTime() + minute * 60_000);
        const { containers } = podMetricsSchema.parse(
          podMetricsAt(metrics, at),
        );
        for (const { name: container, usage } of containers) {
          const limits = pod?.spec.containers.find(c => c.name === container)
            ?.resources.limits;
          for (const resource of ['cpu', 'memory'] as const) {
            expect(parseQuantity(usage[resource])).toBeLessThan(
              parseQuantity(limits?.[resource] ?? '0'),
            );
          }
        }
      }
    }
  });
});
