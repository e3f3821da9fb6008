import { once } from 'node:events';
import {
  createMockDirectory,
  mockServices,
} from '@backstage/backend-test-utils';
import {
  ApiException,
  AppsV1Api,
  AutoscalingV1Api,
  CoreV1Api,
  KubeConfig,
  Metrics,
  VersionApi,
  Watch,
} from '@kubernetes/client-node';
import { WebSocket } from 'ws';
import { z } from 'zod/v4';
import { type RunningDemoCluster, startDemoCluster } from './startDemoCluster';

const token = 'demo-token';
const start = new Date('2026-03-29T12:00:00Z');
const namespace = 'production';
const logger = mockServices.logger.mock();
const directory = createMockDirectory();

const readOnly =
  "The demo cluster is read-only. Start the portal with 'npm start -- --cluster kubeconfig' to work with a real cluster.";

const statusSchema = z.strictObject({
  kind: z.literal('Status'),
  apiVersion: z.literal('v1'),
  metadata: z.strictObject({}),
  status: z.literal('Failure'),
  message: z.string(),
  reason: z.string(),
  details: z.looseObject({}).optional(),
  code: z.number(),
});

describe('startDemoCluster', () => {
  let cluster: RunningDemoCluster;
  let now = start;

  beforeAll(async () => {
    directory.setContent(recordings);
    cluster = await startDemoCluster({
      port: 0,
      manifestsDir: directory.path,
      token,
      clock: () => now,
      logger,
    });
  });

  afterAll(() => cluster.close());

  afterEach(() => {
    now = start;
  });

  function kubeConfig(bearerToken = token): KubeConfig {
    const config = new KubeConfig();
    config.loadFromClusterAndUser(
      // The client refuses plain HTTP unless it is told that nothing will be verified.
      { name: 'demo', server: cluster.url, skipTLSVerify: true },
      { name: 'tester', token: bearerToken },
    );
    return config;
  }

  const core = (bearerToken?: string) =>
    kubeConfig(bearerToken).makeApiClient(CoreV1Api);

  /** Reads what the typed client hides: the exact body and the code. */
  async function request(
    path: string,
    init: { method?: string; headers?: Record<string, string> } = {},
  ) {
    const response = await fetch(`${cluster.url}${path}`, {
      headers: { authorization: `Bearer ${token}` },
      ...init,
    });
    const body: unknown = await response.json();
    return { code: response.status, body };
  }

  it('lists pods by label and field selectors', async () => {
    const api = core();
    const select = async (labelSelector?: string, fieldSelector?: string) => {
      const { items } = await api.listPodForAllNamespaces({
        labelSelector,
        fieldSelector,
      });
      return items.map(
        pod => `${pod.metadata?.namespace}/${pod.metadata?.name}`,
      );
    };
    const running = 'production/shop-1-a';
    const crashing = 'production/shop-1-b';
    const staged = 'staging/shop-9-z';

    expect(await select()).toEqual([running, crashing, staged]);
    expect(await select('backstage.io/kubernetes-id=shop')).toEqual([
      running,
      crashing,
      staged,
    ]);
    expect(await select('app in (other)')).toEqual([]);
    expect(await select('pod-template-hash notin (1)')).toEqual([staged]);
    expect(await select(undefined, 'metadata.namespace=staging')).toEqual([
      staged,
    ]);
    expect(await select(undefined, 'status.phase!=Running')).toEqual([staged]);
    expect(
      await select('app=shop', 'metadata.name=shop-1-a,spec.nodeName=worker-1'),
    ).toEqual([running]);

    const events = await api.listNamespacedEvent({
      namespace,
      fieldSelector: 'involvedObject.name=shop-1-b',
    });
    expect(events.items).toMatchObject([
      {
        reason: 'BackOff',
        count: 12,
        lastTimestamp: new Date('2026-03-29T11:59:00Z'),
      },
    ]);
  });

  it('answers lists in the form of Kubernetes, page by page', async () => {
    const first = await request('/api/v1/pods?limit=2');
    expect(first).toEqual({
      code: 200,
      body: {
        kind: 'PodList',
        apiVersion: 'v1',
        metadata: {
          resourceVersion: expect.stringMatching(/^\d+$/),
          continue: expect.any(String),
          remainingItemCount: 1,
        },
        items: [expect.anything(), expect.anything()],
      },
    });
    const { items } = z
      .object({ items: z.array(z.looseObject({})) })
      .parse(first.body);
    expect(items[0]).not.toHaveProperty('kind');

    const api = core();
    const page = await api.listPodForAllNamespaces({ limit: 2 });
    const rest = await api.listPodForAllNamespaces({
      limit: 2,
      _continue: page.metadata?._continue,
    });
    expect(rest.items.map(pod => pod.metadata?.name)).toEqual(['shop-9-z']);
    expect(rest.metadata?._continue).toBeUndefined();
  });

  it('gets objects with resolved times, owners and both forms of an autoscaler', async () => {
    const config = kubeConfig();
    const apps = config.makeApiClient(AppsV1Api);
    const deployment = await apps.readNamespacedDeployment({
      name: 'shop',
      namespace,
    });
    expect(deployment.metadata?.creationTimestamp).toEqual(
      new Date('2026-03-19T12:00:00Z'),
    );
    const replicaSets = await apps.listNamespacedReplicaSet({ namespace });
    expect(replicaSets.items[0].metadata?.ownerReferences?.[0].uid).toBe(
      deployment.metadata?.uid,
    );
    const autoscaler = await config
      .makeApiClient(AutoscalingV1Api)
      .readNamespacedHorizontalPodAutoscaler({ name: 'shop', namespace });
    expect(autoscaler).toMatchObject({
      apiVersion: 'autoscaling/v1',
      spec: { maxReplicas: 4, targetCPUUtilizationPercentage: 60 },
      status: { currentReplicas: 2, currentCPUUtilizationPercentage: 41 },
    });
    expect(await config.makeApiClient(VersionApi).getCode()).toMatchObject({
      major: '1',
    });
  });

  it('describes what it serves', async () => {
    const { body } = await request('/apis');
    expect(body).toMatchObject({
      kind: 'APIGroupList',
      groups: expect.arrayContaining([
        {
          name: 'autoscaling',
          versions: [
            { groupVersion: 'autoscaling/v2', version: 'v2' },
            { groupVersion: 'autoscaling/v1', version: 'v1' },
          ],
          preferredVersion: { groupVersion: 'autoscaling/v2', version: 'v2' },
        },
      ]),
    });
    // Whatever discovery names must be answerable, or kubectl fails on `get all`.
    const groups = z
      .object({
        groups: z.array(
          z.object({
            versions: z.array(z.object({ groupVersion: z.string() })),
          }),
        ),
      })
      .parse(body)
      .groups.flatMap(group => group.versions)
      .map(version => `/apis/${version.groupVersion}`);
    for (const root of ['/api/v1', ...groups]) {
      const { resources } = z
        .object({
          kind: z.literal('APIResourceList'),
          resources: z.array(z.object({ name: z.string(), kind: z.string() })),
        })
        .parse((await request(root)).body);
      for (const { name, kind } of resources.filter(
        r => !r.name.includes('/'),
      )) {
        expect(await request(`${root}/${name}`)).toMatchObject({
          code: 200,
          body: { kind: `${kind}List` },
        });
      }
    }
  });

  it('reads logs as kubectl does', async () => {
    const api = core();
    const read = (options: object) =>
      api.readNamespacedPodLog({ name: 'shop-1-a', namespace, ...options });

    await expect(read({})).rejects.toThrow(
      'a container name must be specified for pod shop-1-a, choose one of: [web proxy]',
    );
    await expect(read({ container: 'wbe' })).rejects.toThrow(
      'container wbe is not valid for pod shop-1-a',
    );
    await expect(read({ container: 'web', previous: true })).rejects.toThrow(
      /previous terminated container .+web.+ in pod .+shop-1-a.+ not found/,
    );
    await expect(read({ container: 'web', tailLines: -1 })).rejects.toThrow(
      "invalid log option 'tailLines': must be a whole number",
    );
    expect(await read({ container: 'web' })).toBe(
      'started\n{"at":"2026-03-29T11:58:00.000Z"}\n\tdetail\ndone at 11:59:30\n',
    );
    expect(await read({ container: 'web', tailLines: 2 })).toBe(
      '\tdetail\ndone at 11:59:30\n',
    );
    expect(await read({ container: 'web', tailLines: 0 })).toBe('');
    expect(await read({ container: 'web', sinceSeconds: 60 })).toBe(
      'done at 11:59:30\n',
    );
    expect(
      await read({ container: 'web', timestamps: true, tailLines: 1 }),
    ).toBe('2026-03-29T11:59:30.000Z done at 11:59:30\n');
    expect(await read({ container: 'web', limitBytes: 5 })).toBe('start');
    expect(await read({ container: 'proxy' })).toBe('');

    // The portal asks for `previous=` without a value.
    const previous = await fetch(
      `${cluster.url}/api/v1/namespaces/production/pods/shop-1-b/log?container=web&previous=`,
      { headers: { authorization: `Bearer ${token}` } },
    );
    expect(previous.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(await previous.text()).toBe('panic: no configuration\n');
    await expect(
      api.readNamespacedPodLog({
        name: 'shop-9-z',
        namespace: 'staging',
        container: 'web',
      }),
    ).rejects.toThrow(
      /container .+web.+ in pod .+shop-9-z.+ is waiting to start: ImagePullBackOff/,
    );
  });

  it('measures running containers only, by the clock alone', async () => {
    const metrics = new Metrics(kubeConfig());
    const usage = async () => {
      const { items } = await metrics.getPodMetrics(namespace);
      return items.flatMap(item =>
        item.containers.map(({ name, usage: { cpu, memory } }) => ({
          pod: item.metadata.name,
          name,
          milliCores: parseInt(cpu, 10) / 1e6,
          mebibytes: parseInt(memory, 10) / 1024,
        })),
      );
    };
    const first = await usage();
    expect(first.map(({ pod, name }) => `${pod}/${name}`)).toEqual([
      'shop-1-a/web',
      'shop-1-a/proxy',
      'shop-1-b/proxy',
    ]);
    expect(await usage()).toEqual(first);
    now = new Date(start.getTime() + 120_000);
    const later = await usage();
    expect(later[0].milliCores).not.toBe(first[0].milliCores);
    for (const { milliCores, mebibytes } of [first[0], later[0]]) {
      expect(milliCores).toBeGreaterThanOrEqual(40 * 0.75);
      expect(milliCores).toBeLessThanOrEqual(40 * 1.25);
      expect(mebibytes).toBeGreaterThanOrEqual(60 * 0.97);
      expect(mebibytes).toBeLessThanOrEqual(60 * 1.03);
    }
  });

  it('answers a Status to whatever it cannot serve', async () => {
    const pods = '/api/v1/namespaces/production/pods';
    const table: [string, number, string, string][] = [
      [`${pods}/nobody`, 404, 'NotFound', 'pods "nobody" not found'],
      [
        '/apis/apps/v1/namespaces/production/deployments/nobody',
        404,
        'NotFound',
        'deployments.apps "nobody" not found',
      ],
      [
        '/api/v1/secrets',
        404,
        'NotFound',
        "the server could not find the requested resource at '/api/v1/secrets'",
      ],
      [
        '/apis/example.com/v1',
        404,
        'NotFound',
        "the server could not find the requested resource at '/apis/example.com/v1'",
      ],
      [
        '/api/v1/namespaces/%E0%A4%A/pods',
        404,
        'NotFound',
        "the server could not find the requested resource at '/api/v1/namespaces/%E0%A4%A/pods'",
      ],
      [
        `${pods}/shop-1-a/ephemeralcontainers`,
        404,
        'NotFound',
        "the server could not find the requested resource 'pods/ephemeralcontainers'",
      ],
      [
        `${pods}?labelSelector=a~b`,
        400,
        'BadRequest',
        "unable to parse label selector 'a~b': 'a~b' is no label key",
      ],
      [
        `${pods}?fieldSelector=spec.color%3Dred`,
        400,
        'BadRequest',
        expect.stringMatching(/^field label 'spec\.color' is not supported/),
      ],
      [
        `${pods}?continue=garbage`,
        400,
        'BadRequest',
        "continue key is not valid: 'garbage'",
      ],
      [
        `${pods}?limit=few`,
        400,
        'BadRequest',
        "invalid limit 'few': must be a whole number",
      ],
      [`${pods}/shop-1-a/exec?command=sh`, 405, 'MethodNotAllowed', readOnly],
    ];
    for (const [path, code, reason, message] of table) {
      const answer = await request(path);
      expect(statusSchema.parse(answer.body)).toMatchObject({
        reason,
        message,
        code,
      });
      expect(answer.code).toBe(code);
    }
    expect(logger.error).not.toHaveBeenCalled();
  });

  it('refuses every change in a sentence that says what to do', async () => {
    const path = '/api/v1/namespaces/production/pods/shop-1-a';
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const { code, body } = await request(path, {
        method,
        headers: { authorization: `Bearer ${token}` },
      });
      expect({ method, code, status: statusSchema.parse(body) }).toMatchObject({
        method,
        code: 405,
        status: { reason: 'MethodNotAllowed', message: readOnly },
      });
    }
    await expect(
      core().deleteNamespacedPod({ name: 'shop-1-a', namespace }),
    ).rejects.toThrow(ApiException);
    const { items } = await core().listNamespacedPod({ namespace });
    expect(items).toHaveLength(2);
  });

  it('asks for its token, except about its health', async () => {
    await expect(core('wrong').listNode()).rejects.toMatchObject({ code: 401 });
    for (const headers of [{}, { authorization: `Basic ${token}` }]) {
      const { code, body } = await request('/api/v1/pods', { headers });
      expect(code).toBe(401);
      expect(statusSchema.parse(body).reason).toBe('Unauthorized');
    }
    // A stranger learns nothing about what could be written either.
    const write = await request('/api/v1/pods', {
      method: 'POST',
      headers: {},
    });
    expect(write.code).toBe(401);
    for (const path of ['/healthz', '/readyz', '/livez']) {
      const response = await fetch(`${cluster.url}${path}`);
      expect(await response.text()).toBe('ok');
    }
  });

  it('streams the present objects to a watch and keeps it open', async () => {
    const seen: string[] = [];
    let ended = false;
    const controller = await new Promise<AbortController>((resolve, reject) => {
      const watching = new Watch(kubeConfig()).watch(
        '/api/v1/pods',
        { labelSelector: 'app=shop', allowWatchBookmarks: true },
        (phase, object) => {
          seen.push(`${phase} ${object.kind} ${object.metadata.name}`);
          if (phase === 'BOOKMARK') {
            watching.then(resolve, reject);
          }
        },
        () => {
          ended = true;
        },
      );
    });
    expect(seen).toEqual([
      'ADDED Pod shop-1-a',
      'ADDED Pod shop-1-b',
      'ADDED Pod shop-9-z',
      'BOOKMARK Pod ',
    ]);
    expect(ended).toBe(false);
    controller.abort();

    const timed = await fetch(
      `${cluster.url}/api/v1/pods?watch=true&resourceVersion=1001&timeoutSeconds=1`,
      { headers: { authorization: `Bearer ${token}` } },
    );
    expect(await timed.text()).toBe('');
  });

  it('tells a terminal that it is read-only', async () => {
    const socket = new WebSocket(
      `${cluster.url.replace(
        'http',
        'ws',
      )}/api/v1/namespaces/production/pods/shop-1-a/exec?container=web`,
      ['channel.k8s.io'],
    );
    const [message] = await once(socket, 'message');
    expect(socket.protocol).toBe('channel.k8s.io');
    expect(Buffer.from(message).toString()).toBe(`\u0001${readOnly}\r\n`);
    const [code] = await once(socket, 'close');
    expect(code).toBe(1000);
  });

  it('closes although a watch is open', async () => {
    const other = await startDemoCluster({
      port: 0,
      manifestsDir: directory.path,
      token,
      logger,
    });
    const watch = await fetch(`${other.url}/api/v1/pods?watch=1`, {
      headers: { authorization: `Bearer ${token}` },
    });
    await other.close();
    await expect(watch.text()).rejects.toThrow('terminated');
  });

  it('says why it cannot start', async () => {
    const options = { port: 0, manifestsDir: directory.path, token, logger };
    await expect(startDemoCluster({ ...options, token: '' })).rejects.toThrow(
      'The demo cluster needs a token that is not empty',
    );
    const port = Number(new URL(cluster.url).port);
    await expect(startDemoCluster({ ...options, port })).rejects.toThrow(
      `The demo cluster cannot listen on port ${port} of 127.0.0.1: another program uses it`,
    );
    const broken = createLogs({ 'shop-1-x.web.log': 'ago:1s x' });
    await expect(
      startDemoCluster({ ...options, manifestsDir: broken }),
    ).rejects.toThrow(
      /^logs\/production\/shop-1-x\.web\.log: no container of the demo cluster has this log/,
    );
    const untimed = createLogs({ 'shop-1-a.web.log': 'no time' });
    await expect(
      startDemoCluster({ ...options, manifestsDir: untimed }),
    ).rejects.toThrow(
      "logs/production/shop-1-a.web.log, line 1: the first line of a log must begin with its time, such as 'ago:2m13s'",
    );
  });

  const brokenDirectory = createMockDirectory();

  function createLogs(logs: Record<string, string>): string {
    brokenDirectory.setContent({ ...recordings, logs: { production: logs } });
    return brokenDirectory.path;
  }
});

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: shop, namespace: production, creationTimestamp: 'ago:10d', labels: { app: shop } }
spec:
  replicas: 2
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop, backstage.io/kubernetes-id: shop } }
    spec:
      containers:
        - name: web
          image: shop:1
          resources: { requests: { cpu: 100m, memory: 64Mi } }
        - { name: proxy, image: 'proxy:1' }
recorded:
  replicaSets:
    - hash: '1'
      revision: 1
      created: 'ago:1h'
      pods:
        - name: a
          node: worker-1
          created: 'ago:1h'
          containers: { web: { usage: { cpu: 40m, memory: 60Mi } } }
        - name: b
          node: worker-2
          created: 'ago:1h'
          containers:
            web:
              restartCount: 4
              state: { waiting: { reason: CrashLoopBackOff } }
              lastState: { terminated: { exitCode: 2, reason: Error, finishedAt: 'ago:1m' } }
          events:
            - { type: Warning, reason: BackOff, message: again, count: 12, first: 'ago:50m', last: 'ago:1m', component: kubelet }
`;

const recordings = {
  'cluster.yaml': ['production', 'staging']
    .map(
      name => `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${name} }\n`,
    )
    .join('---\n'),
  'shop.yaml': `${deployment}---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: shop, namespace: production }
spec:
  maxReplicas: 4
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: shop }
  metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 60 } } }]
status:
  currentReplicas: 2
  desiredReplicas: 2
  currentMetrics: [{ type: Resource, resource: { name: cpu, current: { averageUtilization: 41, averageValue: 41m } } }]
---
apiVersion: v1
kind: Pod
metadata: { name: shop-9-z, namespace: staging, labels: { app: shop, backstage.io/kubernetes-id: shop, pod-template-hash: '9' } }
spec: { containers: [{ name: web, image: 'shop:2' }] }
status:
  phase: Pending
  containerStatuses:
    - { name: web, image: 'shop:2', imageID: '', ready: false, restartCount: 0, state: { waiting: { reason: ImagePullBackOff } } }
`,
  logs: {
    production: {
      'shop-1-a.web.log':
        'ago:10m started\nago:2m {"at":"{time}"}\n\tdetail\nago:30s done at {time:HH:mm:ss}\n',
      'shop-1-b.web.previous.log': 'ago:1m panic: no configuration\n',
    },
  },
};
