import { createMockDirectory } from '@backstage/backend-test-utils';
import { loadManifests } from './loadManifests';

const now = new Date('2026-03-29T12:00:00Z');
const directory = createMockDirectory();

const namespace = `apiVersion: v1
kind: Namespace
metadata: { name: production }
`;

const pod = (metadata: string) => `apiVersion: v1
kind: Pod
metadata: ${metadata}
`;

function load(content: string) {
  directory.setContent({ 'cluster.yaml': namespace, 'shop.yaml': content });
  return loadManifests({ directory: directory.path, now });
}

describe('loadManifests', () => {
  it('names the file and the document of a manifest that is wrong', async () => {
    const good = pod('{ name: good, namespace: production }');
    const table: [string, string | RegExp][] = [
      [
        `${good}---\n# a remark\nkind: [Pod\n`,
        /^shop\.yaml, document 2 \(line 6\): Flow sequence in block collection/,
      ],
      [
        `${good}---\nkind: Pod\nmetadata: { name: a }\n`,
        "shop.yaml, document 2 (line 5): 'apiVersion': Invalid input: expected string, received undefined",
      ],
      [
        `${good}---\n${pod('{ name: a }')}`,
        "shop.yaml, document 2 (line 5): Pod 'a' has no metadata.namespace",
      ],
      [
        `${good}---\n${pod('{ name: a, namespace: nowhere }')}`,
        "shop.yaml, document 2 (line 5): Pod 'nowhere/a' is in the namespace 'nowhere', which no manifest declares",
      ],
      [
        `${good}---\n${good}`,
        "shop.yaml, document 2 (line 5): Pod 'production/good' is also in shop.yaml, document 1 (line 1)",
      ],
      [
        pod(
          "{ name: a, namespace: production, creationTimestamp: 'ago:soon' }",
        ),
        /^shop\.yaml, document 1 \(line 1\): 'ago:soon' is no relative time/,
      ],
      [
        pod('{ name: a, namespace: production }').replace('Pod', 'Secret'),
        /^shop\.yaml, document 1 \(line 1\): the demo cluster serves no 'Secret' of 'v1'; it serves v1 Namespace, /,
      ],
      [
        namespace.replace('production }', 'b, namespace: production }'),
        "shop.yaml, document 1 (line 1): Namespace 'b' belongs to the whole cluster and cannot have the namespace 'production'",
      ],
    ];
    for (const [content, message] of table) {
      await expect(load(content)).rejects.toThrow(message);
    }
  });

  it('says what is wrong in a recording', async () => {
    const workload = (pods: string) => `apiVersion: batch/v1
kind: Job
metadata: { name: report, namespace: production }
spec:
  template:
    metadata: { labels: { app: report } }
    spec: { containers: [{ name: report, image: 'report:1' }] }
recorded: { pods: ${pods} }
`;
    await expect(
      load(workload("[{ name: x, created: 'yesterday', node: n }]")),
    ).rejects.toThrow(
      "shop.yaml, document 1 (line 1): 'recorded.pods.0.created': must be a time such as 'ago:3d2h' or an RFC 3339 timestamp",
    );
    await expect(
      load(
        workload(
          "[{ name: x, created: 'ago:1h', node: n, containers: { repotr: { restartCount: 1 } } }]",
        ),
      ),
    ).rejects.toThrow(
      "shop.yaml, document 1 (line 1): pod 'report-x' records a container 'repotr', but its template has 'report'",
    );
    await expect(
      load(workload("[{ name: x, created: 'ago:1h', nodes: n }]")),
    ).rejects.toThrow(/'recorded\.pods\.0': Unrecognized key: "nodes"/);
  });

  it('derives replica sets, pods, usage and status from a recording', async () => {
    const objects = await load(`apiVersion: apps/v1
kind: Deployment
metadata: { name: shop, namespace: production, labels: { app: shop } }
spec:
  replicas: 2
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec:
      containers:
        - name: web
          image: shop:2
          resources: { requests: { cpu: 100m, memory: 100Mi } }
recorded:
  replicaSets:
    - hash: new
      revision: 2
      created: 'ago:1h'
      pods:
        - { name: a, node: worker-1, created: 'ago:1h' }
        - name: b
          node: worker-1
          created: 'ago:1h'
          containers:
            web:
              restartCount: 3
              state: { waiting: { reason: CrashLoopBackOff } }
              lastState: { terminated: { exitCode: 2, reason: Error, finishedAt: 'ago:1m' } }
          events:
            - { type: Warning, reason: BackOff, message: again, count: 3, first: 'ago:50m', component: kubelet }
    - { hash: old, revision: 1, created: 'ago:9d', image: 'shop:1' }
`);
    const find = (kind: string, name: string) =>
      objects.find(
        object => object.kind === kind && object.metadata.name === name,
      );

    const deployment = find('Deployment', 'shop');
    expect(deployment).not.toHaveProperty('recorded');
    expect(deployment?.status).toMatchObject({
      replicas: 2,
      updatedReplicas: 2,
      readyReplicas: 1,
      unavailableReplicas: 1,
      conditions: [
        { type: 'Available', status: 'False' },
        { type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated' },
      ],
    });
    expect(find('ReplicaSet', 'shop-old')).toMatchObject({
      metadata: {
        ownerReferences: [{ name: 'shop', uid: deployment?.metadata.uid }],
      },
      spec: {
        replicas: 0,
        template: { spec: { containers: [{ image: 'shop:1' }] } },
      },
    });
    expect(find('Pod', 'shop-new-a')?.status).toMatchObject({
      phase: 'Running',
      containerStatuses: [
        {
          ready: true,
          restartCount: 0,
          state: { running: { startedAt: '2026-03-29T11:00:03Z' } },
        },
      ],
    });
    const crashing = find('Pod', 'shop-new-b');
    expect(crashing).toMatchObject({
      metadata: {
        labels: { app: 'shop', 'pod-template-hash': 'new' },
        ownerReferences: [
          { uid: find('ReplicaSet', 'shop-new')?.metadata.uid },
        ],
      },
      spec: { nodeName: 'worker-1' },
      status: {
        phase: 'Running',
        containerStatuses: [
          {
            ready: false,
            restartCount: 3,
            lastState: { terminated: { finishedAt: '2026-03-29T11:59:00Z' } },
          },
        ],
      },
    });
    expect(objects.filter(object => object.kind === 'Event')).toEqual([
      expect.objectContaining({
        count: 3,
        firstTimestamp: '2026-03-29T11:10:00Z',
        involvedObject: expect.objectContaining({
          name: 'shop-new-b',
          uid: crashing?.metadata.uid,
        }),
      }),
    ]);
    // A container that waits uses nothing, so that only its neighbour is measured.
    expect(
      objects
        .filter(object => object.kind === 'PodMetrics')
        .map(object => object.metadata.name),
    ).toEqual(['shop-new-a']);
  });

  it('refuses a folder without manifests', async () => {
    directory.setContent({ 'README.md': '' });
    await expect(
      loadManifests({ directory: directory.path, now }),
    ).rejects.toThrow(
      `No *.yaml manifests for the demo cluster in '${directory.path}'`,
    );
  });
});
