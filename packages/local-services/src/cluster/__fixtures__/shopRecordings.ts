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

/** Three pods of one service, one crashing and one that never started, for a mock directory. */
export const shopRecordings = {
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
