import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import {
  AppsV1Api,
  CoreV1Api,
  createConfiguration,
  ServerConfiguration,
  type KubernetesListObject,
  type KubernetesObject,
} from '@kubernetes/client-node';
import type { Workloads } from './describeWorkloads';

const pageSize = 500;

/** A cluster that the portal knows. */
export interface Cluster {
  name: string;
  /** How the portal signs in, for example `serviceAccount` or `aws`. */
  authProvider: string;
}

/** Asks clusters for what they run. */
export interface ClusterClient {
  listClusters(): Promise<Cluster[]>;
  /** Workloads with some labels, in all namespaces. */
  readWorkloads(cluster: Cluster, labelSelector: string): Promise<Workloads>;
}

/**
 * Asks through the Kubernetes plugin.
 *
 * @remarks
 * That plugin finds the clusters and signs in to them, so whatever it is configured or
 * extended with works here too, and its credentials stay where they are.
 */
export class PortalClusterClient implements ClusterClient {
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;

  constructor(options: { auth: AuthService; discovery: DiscoveryService }) {
    this.#auth = options.auth;
    this.#discovery = options.discovery;
  }

  async listClusters(): Promise<Cluster[]> {
    const { baseUrl, token } = await this.#connect();
    const response = await fetch(`${baseUrl}/clusters`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    const body: unknown = await response.json();
    const items =
      typeof body === 'object' && body !== null && 'items' in body
        ? body.items
        : undefined;
    return Array.isArray(items) ? items.filter(isCluster) : [];
  }

  async readWorkloads(
    { name, authProvider }: Cluster,
    labelSelector: string,
  ): Promise<Workloads> {
    const { baseUrl, token } = await this.#connect();
    const configuration = createConfiguration({
      baseServer: new ServerConfiguration(`${baseUrl}/proxy`, {}),
      authMethods: {
        default: {
          getName: () => 'portal',
          applySecurityAuthentication(context) {
            context.setHeaderParam('Authorization', `Bearer ${token}`);
            context.setHeaderParam('Backstage-Kubernetes-Cluster', name);
            if (authProvider === 'localKubectlProxy') {
              // It signs in itself; the plugin would pass the portal's own token on.
              context.setHeaderParam('Backstage-Kubernetes-Authorization', '');
            }
          },
        },
      },
    });
    const apps = new AppsV1Api(configuration);
    const core = new CoreV1Api(configuration);
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

  async #connect(): Promise<{ baseUrl: string; token: string }> {
    const [baseUrl, { token }] = await Promise.all([
      this.#discovery.getBaseUrl('kubernetes'),
      this.#auth.getPluginRequestToken({
        onBehalfOf: await this.#auth.getOwnServiceCredentials(),
        targetPluginId: 'kubernetes',
      }),
    ]);
    return { baseUrl, token };
  }
}

function isCluster(value: unknown): value is Cluster {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    'authProvider' in value &&
    typeof value.authProvider === 'string'
  );
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
