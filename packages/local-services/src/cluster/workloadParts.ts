import type { ClusterObject, OwnerReference } from './ClusterObject';

/** The reference by which Kubernetes finds the objects that a controller owns. */
export function controllerReference(owner: ClusterObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** The workload as Kubernetes would answer it, without what was recorded beside it. */
export function withoutRecord(object: ClusterObject): ClusterObject {
  const { recorded: _recorded, ...rest } = object;
  return rest;
}

/** A condition of a workload's status. */
export function condition(
  type: string,
  isTrue: boolean,
  since: string,
  details: Record<string, string>,
): object {
  return {
    type,
    status: isTrue ? 'True' : 'False',
    ...details,
    lastTransitionTime: since,
  };
}
