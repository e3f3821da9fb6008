import {
  AppsV1Api,
  CoreV1Api,
  type KubernetesListObject,
  type KubernetesObject,
} from '@kubernetes/client-node';
import type { Workloads } from './describeWorkloads';
import type { Cluster } from './readClusters';

const pageSize = 500;

/** Reads the workloads of a cluster with some labels, in all namespaces. */
export async function readWorkloads(
  { kubeConfig }: Cluster,
  labelSelector: string,
): Promise<Workloads> {
  const apps = kubeConfig.makeApiClient(AppsV1Api);
  const core = kubeConfig.makeApiClient(CoreV1Api);
  const [deployments, statefulSets, daemonSets, pods] = await Promise.all([
    readAll(page =>
      apps.listDeploymentForAllNamespaces({ labelSelector, ...page }),
    ),
    readAll(page =>
      apps.listStatefulSetForAllNamespaces({ labelSelector, ...page }),
    ),
    readAll(page =>
      apps.listDaemonSetForAllNamespaces({ labelSelector, ...page }),
    ),
    readAll(page => core.listPodForAllNamespaces({ labelSelector, ...page })),
  ]);
  return { deployments, statefulSets, daemonSets, pods };
}

async function readAll<T extends KubernetesObject>(
  list: (page: {
    limit: number;
    _continue?: string;
  }) => Promise<KubernetesListObject<T>>,
): Promise<T[]> {
  const items: T[] = [];
  let next: string | undefined;
  do {
    const page = await list({ limit: pageSize, _continue: next });
    items.push(...page.items);
    next = page.metadata?._continue || undefined;
  } while (next);
  return items;
}
