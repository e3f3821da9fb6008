import { createHash } from 'node:crypto';

/** Another object that caused this one to exist, as Kubernetes records it. */
export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid?: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

/** The part of an object's metadata that the demo cluster reads itself. */
interface ObjectMetadata {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  creationTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
  [field: string]: unknown;
}

/** A Kubernetes object as it travels over the wire; what is not named here is passed on as it was written. */
export interface ClusterObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMetadata;
  [field: string]: unknown;
}

/** The object's identity within its kind, in the order in which Kubernetes lists. */
export function objectKey(name: string, namespace?: string): string {
  return namespace ? `${namespace}/${name}` : name;
}

/**
 * A UID that follows from what the object is, so that it survives a restart and owners can be named before they are
 * loaded.
 */
export function objectUid(
  kind: string,
  name: string,
  namespace?: string,
): string {
  const hash = hexDigest(`${kind}/${objectKey(name, namespace)}`);
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `5${hash.slice(13, 16)}`,
    `a${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
}

/** A stable stand-in for the digests that a container runtime would report. */
export function hexDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The value at a dotted path such as `involvedObject.name`, or undefined where the path ends early. */
export function fieldAt(object: unknown, path: string): unknown {
  let value = object;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null) {
      return undefined;
    }
    value = Reflect.get(value, key);
  }
  return value;
}
