import {
  createMockDirectory,
  mockServices,
} from '@backstage/backend-test-utils';
import {
  AppsV1Api,
  AutoscalingV1Api,
  CoreV1Api,
  Metrics,
  VersionApi,
  Watch,
} from '@kubernetes/client-node';
import { z } from 'zod/v4';
import {
  kubeConfig,
  request,
  statusSchema,
  token,
} from './__fixtures__/clients';
import { shopRecordings } from './__fixtures__/shopRecordings';
import { readOnlyMessage } from './createClusterHandler';
import { type RunningDemoCluster, startDemoCluster } from './startDemoCluster';

const start = new Date('2026-03-29T12:00:00Z');
const namespace = 'production';

describe('createClusterHandler', () => {
  const logger = mockServices.logger.mock();
  const directory = createMockDirectory();
  let cluster: RunningDemoCluster;
  let now = start;

  beforeAll(async () => {
    directory.setContent(shopRecordings);
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

  it('lists pods by label and field selectors', async () => {
    const api = kubeConfig(cluster.url).makeApiClient(CoreV1Api);
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
    const first = await request(`${cluster.url}/api/v1/pods?limit=2`);
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

    const api = kubeConfig(cluster.url).makeApiClient(CoreV1Api);
    const page = await api.listPodForAllNamespaces({ limit: 2 });
    const rest = await api.listPodForAllNamespaces({
      limit: 2,
      _continue: page.metadata?._continue,
    });
    expect(rest.items.map(pod => pod.metadata?.name)).toEqual(['shop-9-z']);
    expect(rest.metadata?._continue).toBeUndefined();
  });

  it('gets objects with resolved times, owners and both forms of an autoscaler', async () => {
    const config = kubeConfig(cluster.url);
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
    const { body } = await request(`${cluster.url}/apis`);
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
        .parse((await request(cluster.url + root)).body);
      for (const { name, kind } of resources.filter(
        r => !r.name.includes('/'),
      )) {
        expect(await request(`${cluster.url}${root}/${name}`)).toMatchObject({
          code: 200,
          body: { kind: `${kind}List` },
        });
      }
    }
  });

  it('reads logs as kubectl does', async () => {
    const api = kubeConfig(cluster.url).makeApiClient(CoreV1Api);
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
    const metrics = new Metrics(kubeConfig(cluster.url));
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
      [
        `${pods}/shop-1-a/exec?command=sh`,
        405,
        'MethodNotAllowed',
        readOnlyMessage,
      ],
    ];
    for (const [path, code, reason, message] of table) {
      const answer = await request(cluster.url + path);
      expect(statusSchema.parse(answer.body)).toMatchObject({
        reason,
        message,
        code,
      });
      expect(answer.code).toBe(code);
    }
    expect(logger.error).not.toHaveBeenCalled();
  });

  it('streams the present objects to a watch and keeps it open', async () => {
    const seen: string[] = [];
    let ended = false;
    const controller = await new Promise<AbortController>((resolve, reject) => {
      const watching = new Watch(kubeConfig(cluster.url)).watch(
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
});
