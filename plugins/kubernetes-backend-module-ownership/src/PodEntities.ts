import type {
  AuthService,
  BackstageCredentials,
  BackstageUserPrincipal,
  DiscoveryService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { PodRef } from './readPodRequest';

const idLabel = 'backstage.io/kubernetes-id';
const selectorAnnotation = 'backstage.io/kubernetes-label-selector';
const namespaceAnnotation = 'backstage.io/kubernetes-namespace';
const clusterAnnotation = 'backstage.io/kubernetes-cluster';

const clusterHeader = 'backstage-kubernetes-cluster';

type Headers = Record<string, string | string[] | undefined>;

/** Finds the entities that a pod belongs to, by the annotations that the tab of a cluster uses. */
export class PodEntities {
  readonly #auth: AuthService;
  readonly #catalog: Pick<CatalogService, 'getEntities'>;
  readonly #discovery: DiscoveryService;
  readonly #userInfo: UserInfoService;

  constructor(options: {
    auth: AuthService;
    catalog: Pick<CatalogService, 'getEntities'>;
    discovery: DiscoveryService;
    userInfo: UserInfoService;
  }) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
    this.#discovery = options.discovery;
    this.#userInfo = options.userInfo;
  }

  /**
   * Refs of the entities that name the pod by its id, and of those of the caller that name it by
   * a selector.
   */
  async find(options: {
    pod: PodRef;
    /** Of the request, which name the cluster and may sign in to it. */
    headers: Headers;
    credentials: BackstageCredentials<BackstageUserPrincipal>;
  }): Promise<string[]> {
    const { pod, headers, credentials } = options;
    const labels = await this.#readLabels(pod, headers);
    if (!labels) {
      return [];
    }
    const { ownershipEntityRefs } = await this.#userInfo.getUserInfo(
      credentials,
    );
    const annotation = (key: string) => `metadata.annotations.${key}`;
    const id = labels[idLabel];
    const { items } = await this.#catalog.getEntities(
      {
        filter: [
          ...(id === undefined ? [] : [{ [annotation(idLabel)]: id }]),
          {
            [annotation(selectorAnnotation)]: CATALOG_FILTER_EXISTS,
            'relations.ownedBy': ownershipEntityRefs,
          },
        ],
        fields: [
          'kind',
          'metadata.name',
          'metadata.namespace',
          'metadata.annotations',
        ],
      },
      { credentials: await this.#auth.getOwnServiceCredentials() },
    );
    const cluster = headers[clusterHeader];
    return items
      .filter(entity => names(entity, { pod, labels, cluster }))
      .map(entity => stringifyEntityRef(entity));
  }

  // Through the proxy itself, which knows how to sign in to each cluster.
  async #readLabels(
    { namespace, name }: PodRef,
    headers: Headers,
  ): Promise<Record<string, string> | undefined> {
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: await this.#auth.getOwnServiceCredentials(),
      targetPluginId: 'kubernetes',
    });
    const baseUrl = await this.#discovery.getBaseUrl('kubernetes');
    const response = await fetch(
      `${baseUrl}/proxy/api/v1/namespaces/${namespace}/pods/${name}`,
      {
        headers: {
          ...Object.fromEntries(
            Object.entries(headers).flatMap(([key, value]) =>
              key.startsWith('backstage-kubernetes-') &&
              typeof value === 'string'
                ? [[key, value]]
                : [],
            ),
          ),
          authorization: `Bearer ${token}`,
        },
        signal: AbortSignal.timeout(10_000),
      },
    );
    if (!response.ok) {
      return undefined;
    }
    const pod: { metadata?: { labels?: Record<string, string> } } =
      await response.json();
    return pod.metadata?.labels ?? {};
  }
}

function names(
  { metadata: { annotations = {} } }: Entity,
  {
    pod,
    labels,
    cluster,
  }: {
    pod: PodRef;
    labels: Record<string, string>;
    cluster: string | string[] | undefined;
  },
): boolean {
  const selector = annotations[selectorAnnotation];
  return (
    (annotations[namespaceAnnotation] ?? pod.namespace) === pod.namespace &&
    (cluster === undefined ||
      (annotations[clusterAnnotation] ?? cluster) === cluster) &&
    (selector === undefined
      ? annotations[idLabel] === labels[idLabel]
      : matches(selector, labels))
  );
}

/** Whether each term `key=value` holds. A term of another form never does: it is not understood. */
function matches(selector: string, labels: Record<string, string>): boolean {
  return selector.split(',').every(term => {
    const [key, value, ...rest] = term.trim().split(/==?/);
    return (
      rest.length === 0 &&
      value !== undefined &&
      Object.hasOwn(labels, key.trim()) &&
      labels[key.trim()] === value.trim()
    );
  });
}
