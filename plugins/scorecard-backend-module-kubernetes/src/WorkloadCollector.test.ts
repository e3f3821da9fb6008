import { createBackendPlugin } from '@backstage/backend-plugin-api';
import {
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import kubernetesPlugin from '@backstage/plugin-kubernetes-backend';
import type { JsonObject } from '@backstage/types';
import {
  factCollectorsExtensionPoint,
  type FactCollector,
} from '@causeway/plugin-scorecard-node';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { scorecardModuleKubernetes } from './module';
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

const lists: { [path: string]: object[] } = {
  '/apis/apps/v1/deployments': deployments,
  '/apis/apps/v1/statefulsets': [],
  '/apis/apps/v1/daemonsets': [],
  '/api/v1/pods': pods,
};

/** Answers lists as the API of Kubernetes does, one item a page. */
async function startCluster(): Promise<{
  server: Server;
  url: string;
  /** What callers signed in with. */
  authorizations: Set<string | undefined>;
}> {
  const authorizations = new Set<string | undefined>();
  const server = createServer((request, response) => {
    const { authorization } = request.headers;
    authorizations.add(authorization);
    const url = new URL(request.url ?? '', 'http://cluster');
    const items = lists[url.pathname];
    if (authorization === 'Bearer wrong' || !items) {
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
  return { server, url: `http://127.0.0.1:${port}`, authorizations };
}

describe('WorkloadCollector', () => {
  let cluster: Awaited<ReturnType<typeof startCluster>>;
  let backend: TestBackend | undefined;

  beforeEach(async () => {
    cluster = await startCluster();
  });

  afterEach(async () => {
    await backend?.stop();
    backend = undefined;
    cluster.server.close();
  });

  /** The collector as the module adds it, beside the Kubernetes plugin with these clusters. */
  async function createCollector(
    clusters: { authProvider: string; [key: string]: string }[],
  ) {
    let collector: FactCollector | undefined;
    const scorecards = createBackendPlugin({
      pluginId: 'scorecard',
      register(env) {
        env.registerExtensionPoint(factCollectorsExtensionPoint, {
          addCollector(added) {
            collector = added;
          },
        });
        env.registerInit({ deps: {}, async init() {} });
      },
    });
    const logger = mockServices.logger.mock({ child: () => logger });
    backend = await startTestBackend({
      features: [
        scorecards,
        scorecardModuleKubernetes,
        kubernetesPlugin,
        catalogServiceMock.factory(),
        logger.factory,
        mockServices.rootConfig.factory({
          data: {
            kubernetes: {
              serviceLocatorMethod: { type: 'multiTenant' },
              clusterLocatorMethods: [
                {
                  type: 'config',
                  clusters: clusters.map(item => ({
                    name: 'production',
                    url: cluster.url,
                    ...item,
                  })),
                },
              ],
            },
          },
        }),
      ],
    });
    if (!collector) {
      throw new Error('The module added no collector');
    }
    const { collect, factRef } = collector;
    return {
      factRef,
      logger,
      collect: (entities: Entity[]) =>
        collect.call(collector, entities, {
          signal: new AbortController().signal,
        }),
    };
  }

  it('describes what runs in the cluster, page by page', async () => {
    const { collect, factRef } = await createCollector([
      { authProvider: 'serviceAccount', serviceAccountToken: 'secret' },
    ]);
    expect(factRef).toBe('kubernetes:default/workload');

    const facts = await collect([
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
    expect([...cluster.authorizations]).toEqual(['Bearer secret']);
  });

  it('signs in as the Kubernetes plugin does: with a role of AWS', async () => {
    const environment = { ...process.env };
    process.env.AWS_ACCESS_KEY_ID = 'AKIAEXAMPLE';
    process.env.AWS_SECRET_ACCESS_KEY = 'example';
    process.env.AWS_REGION = 'eu-west-1';
    try {
      const { collect } = await createCollector([{ authProvider: 'aws' }]);
      const facts = await collect([entity('cart', { [idKey]: 'cart' })]);

      expect(facts.get('component:default/cart')).toMatchObject({
        value: { workloads: 2 },
      });
      expect([...cluster.authorizations]).not.toEqual([]);
      for (const authorization of cluster.authorizations) {
        expect(authorization).toMatch(/^Bearer k8s-aws-v1\./);
      }
    } finally {
      process.env = environment;
    }
  });

  it('hands no token to a local proxy of kubectl', async () => {
    const { collect } = await createCollector([
      { authProvider: 'localKubectlProxy' },
    ]);
    const facts = await collect([entity('cart', { [idKey]: 'cart' })]);

    expect(facts.get('component:default/cart')).toMatchObject({
      value: { workloads: 2 },
    });
    expect([...cluster.authorizations]).toEqual(['']);
  });

  it('does not know what a cluster holds that refuses to answer', async () => {
    const { collect } = await createCollector([
      { authProvider: 'serviceAccount', serviceAccountToken: 'wrong' },
    ]);

    const facts = await collect([
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

  it('says which clusters want a person, and is sure only of what it finds', async () => {
    const { collect, logger } = await createCollector([
      { authProvider: 'serviceAccount', serviceAccountToken: 'secret' },
      { name: 'cloud', authProvider: 'google' },
      { name: 'desk', authProvider: 'oidc', oidcTokenProvider: 'okta' },
      { name: 'azure', authProvider: 'aks' },
    ]);

    for (let run = 0; run < 2; run += 1) {
      const facts = await collect([
        entity('cart', { [idKey]: 'cart' }),
        entity('orders', { [idKey]: 'orders' }),
      ]);
      expect(facts.get('component:default/cart')?.status).toBe('known');
      expect(facts.get('component:default/orders')).toEqual({
        status: 'unknown',
        source: 'kubernetes',
        message:
          "No workloads were found, but the cluster 'cloud' is signed in to with 'google', as the person who looks, which scorecards cannot, and the cluster 'desk' is signed in to with 'oidc', as the person who looks, which scorecards cannot, and the cluster 'azure' is signed in to with 'aks', as the person who looks, which scorecards cannot",
      });
    }
    expect(
      logger.warn.mock.calls.filter(([message]) =>
        /know nothing of the workloads in cluster/.test(message),
      ),
    ).toHaveLength(3);
  });

  it('knows nothing without the Kubernetes plugin', async () => {
    const collector = new WorkloadCollector({
      client: {
        listClusters: async () => {
          throw new Error('Request failed with 404 Not Found');
        },
        readWorkloads: async () => {
          throw new Error('There is no cluster to ask');
        },
      },
      logger: mockServices.logger.mock(),
    });
    const facts = await collector.collect([
      entity('cart', { [idKey]: 'cart' }),
      entity('library', {}),
    ]);
    expect(facts.get('component:default/cart')).toMatchObject({
      status: 'unknown',
      message:
        'No workloads were found, but the Kubernetes plugin does not name its clusters: Request failed with 404 Not Found',
    });
    expect(facts.get('component:default/library')?.status).toBe('known');
  });
});
