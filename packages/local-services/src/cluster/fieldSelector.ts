import { type ClusterObject, fieldAt } from './ClusterObject';
import { KubernetesStatusError } from './KubernetesStatusError';
import { type ResourceType, apiVersionOf } from './resourceTypes';

/** Decides whether an object is selected by its fields. */
export type FieldPredicate = (object: ClusterObject) => boolean;

// The fields that Kubernetes itself indexes; it refuses all others, and so must a cluster that stands in for it.
const fieldsOfKind: Record<string, string[]> = {
  Event: [
    'involvedObject.apiVersion',
    'involvedObject.fieldPath',
    'involvedObject.kind',
    'involvedObject.name',
    'involvedObject.namespace',
    'involvedObject.resourceVersion',
    'involvedObject.uid',
    'reason',
    'reportingComponent',
    'type',
  ],
  Namespace: ['status.phase'],
  Node: ['spec.unschedulable'],
  Pod: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'status.nominatedNodeName',
    'status.phase',
    'status.podIP',
  ],
  ReplicaSet: ['status.replicas'],
};

/** Reads a field selector: `=`, `==` and `!=`, joined by commas, over the fields that Kubernetes supports for the type. */
export function parseFieldSelector(
  selector: string,
  type: ResourceType,
): FieldPredicate {
  const supported = new Set([
    'metadata.name',
    ...(type.namespaced ? ['metadata.namespace'] : []),
    ...(fieldsOfKind[type.kind] ?? []),
  ]);
  const predicates = selector
    .split(',')
    .filter(term => term.trim() !== '')
    .map(term => {
      const match = /^\s*([^=!]+?)\s*(==|!=|=)\s*(.*?)\s*$/.exec(term);
      if (!match) {
        throw new KubernetesStatusError(
          'BadRequest',
          `invalid field selector '${selector}': '${term}' is no comparison with =, == or !=`,
        );
      }
      const [, field, operator, expected] = match;
      if (!supported.has(field)) {
        throw new KubernetesStatusError(
          'BadRequest',
          `field label '${field}' is not supported for ${
            type.kind
          } in ${apiVersionOf(type)}; supported are ${[...supported].join(
            ', ',
          )}`,
        );
      }
      return (object: ClusterObject) =>
        (String(fieldAt(object, field) ?? '') === expected) ===
        (operator !== '!=');
    });
  return object => predicates.every(predicate => predicate(object));
}
