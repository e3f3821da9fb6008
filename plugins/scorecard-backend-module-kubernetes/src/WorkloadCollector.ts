import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import type { Fact } from '@causeway/plugin-scorecard-common';
import type { FactCollector } from '@causeway/plugin-scorecard-node';
import type { KubernetesObject } from '@kubernetes/client-node';
import { describeWorkloads, type Workloads } from './describeWorkloads';
import type { Cluster } from './readClusters';
import { readWorkloads } from './readWorkloads';

const idKey = 'backstage.io/kubernetes-id';
const selectorAnnotation = 'backstage.io/kubernetes-label-selector';
const namespaceAnnotation = 'backstage.io/kubernetes-namespace';

/** A run asks for many batches of entities; all of them need the same list. */
const keptMs = 20_000;

/** What one cluster holds, or why that is not known. */
type ClusterAnswer = Workloads | { error: string };

/** Reads workloads by the annotations that the portal's Kubernetes tab knows them by. */
export class WorkloadCollector implements FactCollector {
  readonly factRef = 'kubernetes:default/workload';
  readonly description =
    'What runs in the clusters. `{workloads, clusters, minReplicas?, isReady, withoutReadinessProbe, withoutLivenessProbe, withoutLimits, unpinnedImages, restarts}`';
  readonly #clusters: readonly Cluster[];
  readonly #skippedClusters: readonly string[];
  readonly #read: typeof readWorkloads;
  #kept: { at: number; answers: Promise<ClusterAnswer[]> } | undefined;

  constructor(options: {
    clusters: readonly Cluster[];
    /** Names of clusters that exist and cannot be asked. */
    skippedClusters: readonly string[];
    read?: typeof readWorkloads;
  }) {
    this.#clusters = options.clusters;
    this.#skippedClusters = options.skippedClusters;
    this.#read = options.read ?? readWorkloads;
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
    const errors = this.#skippedClusters.map(
      name => `the cluster '${name}' cannot be asked`,
    );
    answers.forEach((answer, index) => {
      if ('error' in answer) {
        errors.push(answer.error);
        return;
      }
      const inNamespace = pick(answer, object => {
        const namespace = annotations[namespaceAnnotation];
        return !namespace || object.metadata?.namespace === namespace;
      });
      if (count(inNamespace) > 0) {
        clusters.push(this.#clusters[index].name);
        add(found, inNamespace);
      }
    });
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
    const now = Date.now();
    if (!this.#kept || now - this.#kept.at > keptMs) {
      this.#kept = { at: now, answers: this.#ask(idKey) };
    }
    return this.#kept.answers;
  }

  #ask(labelSelector: string): Promise<ClusterAnswer[]> {
    return Promise.all(
      this.#clusters.map(async (cluster): Promise<ClusterAnswer> => {
        try {
          return await this.#read(cluster, labelSelector);
        } catch (error) {
          const detail = error instanceof Error ? error.message : String(error);
          return {
            error: `the cluster '${cluster.name}' failed: ${detail}`,
          };
        }
      }),
    );
  }
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
    : pick(answer, ({ metadata }) => metadata?.labels?.[idKey] === id);
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
