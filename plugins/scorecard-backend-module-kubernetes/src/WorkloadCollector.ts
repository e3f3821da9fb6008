import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import type { Fact } from '@causeway/plugin-scorecard-common';
import type { FactCollector } from '@causeway/plugin-scorecard-node';
import type { KubernetesObject } from '@kubernetes/client-node';
import type { Cluster, ClusterClient } from './ClusterClient';
import { describeWorkloads, type Workloads } from './describeWorkloads';

const idKey = 'backstage.io/kubernetes-id';
const selectorAnnotation = 'backstage.io/kubernetes-label-selector';
const namespaceAnnotation = 'backstage.io/kubernetes-namespace';

/** Providers that sign in as the person who looks; a run has none. */
const personalProviders = new Set(['aks', 'google', 'oidc']);

/** A run asks for many batches of entities; all of them need the same lists. */
const keptMs = 20_000;

/** What one cluster holds, or why that is not known. */
type ClusterAnswer = { cluster: string } & (
  | { workloads: Workloads }
  | { error: string }
);

/** Reads workloads by the annotations that the portal's Kubernetes tab knows them by. */
export class WorkloadCollector implements FactCollector {
  readonly factRef = 'kubernetes:default/workload';
  readonly description =
    'What runs in the clusters. `{workloads, clusters, minReplicas?, isReady, withoutReadinessProbe, withoutLivenessProbe, withoutLimits, unpinnedImages, restarts}`';
  readonly #client: ClusterClient;
  readonly #logger: LoggerService;
  readonly #named = new Set<string>();
  #kept:
    | {
        at: number;
        clusters: Promise<Cluster[]>;
        labelled?: Promise<ClusterAnswer[]>;
      }
    | undefined;

  constructor(options: { client: ClusterClient; logger: LoggerService }) {
    this.#client = options.client;
    this.#logger = options.logger;
  }

  async collect(entities: readonly Entity[]): Promise<Map<string, Fact>> {
    const facts = new Map<string, Fact>();
    for (const entity of entities) {
      facts.set(stringifyEntityRef(entity), await this.#describe(entity));
    }
    return facts;
  }

  async #describe(entity: Entity): Promise<Fact> {
    const annotations = entity.metadata.annotations ?? {};
    const id = annotations[idKey];
    const selector = annotations[selectorAnnotation];
    const source = 'kubernetes';
    const collectedAt = new Date().toISOString();
    if (!id && !selector) {
      return {
        status: 'known',
        source,
        collectedAt,
        value: { workloads: 0, clusters: [] },
      };
    }
    const answers = selector
      ? await this.#ask(selector)
      : (await this.#getLabelled()).map(answer => pickId(answer, id));
    const found = emptyWorkloads();
    const clusters: string[] = [];
    const errors: string[] = [];
    for (const answer of answers) {
      if ('error' in answer) {
        errors.push(answer.error);
        continue;
      }
      const inNamespace = pick(answer.workloads, object => {
        const namespace = annotations[namespaceAnnotation];
        return !namespace || object.metadata?.namespace === namespace;
      });
      if (count(inNamespace) > 0) {
        clusters.push(answer.cluster);
        add(found, inNamespace);
      }
    }
    // What is not in the clusters that answered may be in one that did not.
    if (clusters.length === 0 && errors.length > 0) {
      return {
        status: 'unknown',
        source,
        message: `No workloads were found, but ${errors.join(', and ')}`,
      };
    }
    return {
      status: 'known',
      source,
      collectedAt,
      value: { ...describeWorkloads(found), clusters },
    };
  }

  #getLabelled(): Promise<ClusterAnswer[]> {
    const kept = this.#getKept();
    kept.labelled ??= this.#ask(idKey);
    return kept.labelled;
  }

  #getKept() {
    const now = Date.now();
    if (!this.#kept || now - this.#kept.at > keptMs) {
      this.#kept = { at: now, clusters: this.#client.listClusters() };
    }
    return this.#kept;
  }

  async #ask(labelSelector: string): Promise<ClusterAnswer[]> {
    let clusters: Cluster[];
    try {
      clusters = await this.#getKept().clusters;
    } catch (error) {
      return [
        {
          cluster: '',
          error: `the Kubernetes plugin does not name its clusters: ${toMessage(
            error,
          )}`,
        },
      ];
    }
    return Promise.all(
      clusters.map(async (cluster): Promise<ClusterAnswer> => {
        const { name, authProvider } = cluster;
        if (personalProviders.has(authProvider)) {
          this.#nameOnce(cluster);
          return {
            cluster: name,
            error: `the cluster '${name}' is signed in to with '${authProvider}', as the person who looks, which scorecards cannot`,
          };
        }
        try {
          return {
            cluster: name,
            workloads: await this.#client.readWorkloads(cluster, labelSelector),
          };
        } catch (error) {
          return {
            cluster: name,
            error: `the cluster '${name}' failed: ${toMessage(error)}`,
          };
        }
      }),
    );
  }

  /** Says in the log what no run will ever mend. */
  #nameOnce({ name, authProvider }: Cluster): void {
    if (!this.#named.has(name)) {
      this.#named.add(name);
      this.#logger.warn(
        `Scorecards know nothing of the workloads in cluster '${name}': '${authProvider}' signs in as the person who looks; give the portal credentials of its own, for example with 'serviceAccount'`,
      );
    }
  }
}

function toMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

interface MutableWorkloads {
  deployments: Workloads['deployments'][number][];
  statefulSets: Workloads['statefulSets'][number][];
  daemonSets: Workloads['daemonSets'][number][];
  pods: Workloads['pods'][number][];
}

function emptyWorkloads(): MutableWorkloads {
  return { deployments: [], statefulSets: [], daemonSets: [], pods: [] };
}

function add(to: MutableWorkloads, from: Workloads): void {
  to.deployments.push(...from.deployments);
  to.statefulSets.push(...from.statefulSets);
  to.daemonSets.push(...from.daemonSets);
  to.pods.push(...from.pods);
}

function count(workloads: Workloads): number {
  const { deployments, statefulSets, daemonSets } = workloads;
  return deployments.length + statefulSets.length + daemonSets.length;
}

function pickId(answer: ClusterAnswer, id: string): ClusterAnswer {
  return 'error' in answer
    ? answer
    : {
        ...answer,
        workloads: pick(
          answer.workloads,
          ({ metadata }) => metadata?.labels?.[idKey] === id,
        ),
      };
}

function pick(
  workloads: Workloads,
  isMeant: (object: KubernetesObject) => boolean,
): Workloads {
  return {
    deployments: workloads.deployments.filter(isMeant),
    statefulSets: workloads.statefulSets.filter(isMeant),
    daemonSets: workloads.daemonSets.filter(isMeant),
    pods: workloads.pods.filter(isMeant),
  };
}
