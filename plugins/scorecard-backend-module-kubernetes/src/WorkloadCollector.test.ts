import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import type { JsonObject } from '@backstage/types';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readClusters } from './readClusters';
import { WorkloadCollector } from './WorkloadCollector';

const idKey = 'backstage.io/kubernetes-id';

function entity(name: string, annotations: { [key: string]: string }): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, annotations },
  };
}

function deployment(options: {
  name: string;
  id: string;
  replicas?: number;
  readyReplicas?: number;
  containers: JsonObject[];
}) {
  const { name, id, replicas, readyReplicas, containers } = options;
  return {
    metadata: { name, namespace: 'shop', labels: { [idKey]: id } },
    spec: { replicas, selector: {}, template: { spec: { containers } } },
    status: { readyReplicas },
  };
}

const complete = {
  name: 'app',
  image: 'registry.example:5000/cart:1.4.2',
  readinessProbe: {},
  livenessProbe: {},
  resources: {
    limits: { memory: '1Gi' },
    requests: { cpu: '1', memory: '1Gi' },
  },
};

const deployments = [
  deployment({
    name: 'cart',
    id: 'cart',
    replicas: 3,
    readyReplicas: 3,
    containers: [complete],
  }),
  deployment({
    name: 'worker',
    id: 'cart',
    containers: [{ name: 'app', image: 'registry.example:5000/worker' }],
  }),
];

const pods = [
  {
    metadata: {
      name: 'cart-1',
      namespace: 'shop',
      labels: { [idKey]: 'cart' },
    },
    status: {
      containerStatuses: [{ restartCount: 2 }, { restartCount: 5 }],
    },
  },
];

/** Answers lists as the API of Kubernetes does, one item a page. */
async function startCluster(): Promise<{ server: Server; url: string }> {
  const lists: { [path: string]: object[] } = {
    '/apis/apps/v1/deployments': deployments,
    '/apis/apps/v1/statefulsets': [],
    '/apis/apps/v1/daemonsets': [],
    '/api/v1/pods': pods,
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://cluster');
    const items = lists[url.pathname];
    if (request.headers.authorization !== 'Bearer secret' || !items) {
      response.writeHead(401).end('{}');
      return;
    }
    const start = Number(url.searchParams.get('continue') ?? 0);
    response.setHeader('Content-Type', 'application/json');
    response.end(
      JSON.stringify({
        kind: 'List',
        metadata: {
          ...(start + 1 < items.length && { continue: `${start + 1}` }),
        },
        items: items.slice(start, start + 1),
      }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { server, url: `http://127.0.0.1:${port}` };
}

describe('WorkloadCollector', () => {
  let cluster: { server: Server; url: string };

  beforeAll(async () => {
    cluster = await startCluster();
  });

  afterAll(() => {
    cluster.server.close();
  });

  function createCollector(token: string, others: object[] = []) {
    const { clusters, skipped } = readClusters(
      mockServices.rootConfig({
        data: {
          kubernetes: {
            clusterLocatorMethods: [
              {
                type: 'config',
                clusters: [
                  {
                    name: 'production',
                    url: cluster.url,
                    authProvider: 'serviceAccount',
                    serviceAccountToken: token,
                  },
                  ...others,
                ],
              },
            ],
          },
        },
      }),
    );
    return {
      skipped,
      collector: new WorkloadCollector({
        clusters,
        skippedClusters: skipped.map(({ name }) => name),
      }),
    };
  }

  it('describes what runs in the cluster, page by page', async () => {
    const { collector } = createCollector('secret');

    const facts = await collector.collect([
      entity('cart', { [idKey]: 'cart' }),
      entity('orders', { [idKey]: 'orders' }),
      entity('library', {}),
    ]);

    expect(facts.get('component:default/cart')).toMatchObject({
      status: 'known',
      value: {
        workloads: 2,
        clusters: ['production'],
        minReplicas: 1,
        isReady: false,
        withoutReadinessProbe: ['worker/app'],
        withoutLivenessProbe: ['worker/app'],
        withoutLimits: ['worker/app'],
        unpinnedImages: ['registry.example:5000/worker'],
        restarts: 7,
      },
    });
    expect(facts.get('component:default/orders')).toMatchObject({
      status: 'known',
      value: { workloads: 0, clusters: [] },
    });
    expect(facts.get('component:default/library')).toMatchObject({
      value: { workloads: 0 },
    });
  });

  it('does not know what a cluster holds that refuses to answer', async () => {
    const { collector } = createCollector('wrong');

    const facts = await collector.collect([
      entity('cart', { [idKey]: 'cart' }),
      entity('library', {}),
    ]);

    expect(facts.get('component:default/cart')).toMatchObject({
      status: 'unknown',
      message: expect.stringMatching(/the cluster 'production' failed.*401/s),
    });
    expect(facts.get('component:default/library')).toMatchObject({
      status: 'known',
    });
  });

  it('says which clusters it cannot ask, and is sure only of what it finds', async () => {
    const { collector, skipped } = createCollector('secret', [
      { name: 'cloud', url: 'https://cloud.example', authProvider: 'aws' },
    ]);
    expect(skipped).toEqual([
      {
        name: 'cloud',
        reason:
          "it signs in with 'aws', and only 'serviceAccount' with a token is read",
      },
    ]);

    const facts = await collector.collect([
      entity('cart', { [idKey]: 'cart' }),
      entity('orders', { [idKey]: 'orders' }),
    ]);

    expect(facts.get('component:default/cart')?.status).toBe('known');
    expect(facts.get('component:default/orders')?.status).toBe('unknown');
  });
});
