import { type ClusterObject, objectKey } from './ClusterObject';
import { KubernetesStatusError } from './KubernetesStatusError';
import { type ResourceType, qualifiedName } from './resourceTypes';

/** The objects of the demo cluster. They never change while it runs. */
export class ObjectStore {
  /** The version of the whole collection, as lists and bookmarks quote it. */
  readonly resourceVersion: string;
  readonly #objectsByKind = new Map<string, Map<string, ClusterObject>>();

  constructor(objects: ClusterObject[]) {
    // Any number will do as long as it is not the '0' that clients send for "whatever you have".
    let version = 1000;
    const sorted = [...objects].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    for (const object of sorted) {
      version += 1;
      const ofKind = this.#objectsByKind.get(object.kind) ?? new Map();
      this.#objectsByKind.set(object.kind, ofKind);
      ofKind.set(keyOf(object), {
        ...object,
        metadata: { ...object.metadata, resourceVersion: String(version) },
      });
    }
    this.resourceVersion = String(version);
  }

  /** All objects of a type in the order of namespace and name. */
  list(type: ResourceType, namespace?: string): ClusterObject[] {
    const objects = [...(this.#objectsByKind.get(type.kind)?.values() ?? [])];
    return namespace === undefined
      ? objects
      : objects.filter(object => object.metadata.namespace === namespace);
  }

  /** The object of this name; its absence is the 404 that Kubernetes answers. */
  get(type: ResourceType, name: string, namespace?: string): ClusterObject {
    const object = this.#objectsByKind
      .get(type.kind)
      ?.get(objectKey(name, namespace));
    if (!object) {
      throw new KubernetesStatusError(
        'NotFound',
        `${qualifiedName(type)} "${name}" not found`,
        {
          name,
          kind: type.plural,
          ...(type.group && { group: type.group }),
        },
      );
    }
    return object;
  }
}

function keyOf(object: ClusterObject): string {
  return objectKey(object.metadata.name, object.metadata.namespace);
}
