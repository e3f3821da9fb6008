import { parseAllDocuments } from 'yaml';

/**
 * Reads what Helm rendered, as a kubelet does.
 *
 * @param {string} text
 */
export function readObjects(text) {
  const objects = parseAllDocuments(text)
    .map(document => document.toJS())
    .filter(Boolean);
  const find = (kind, name) => {
    const found = objects.find(
      object => object.kind === kind && object.metadata.name === name,
    );
    if (!found) {
      throw new Error(`The chart rendered no ${kind} '${name}'`);
    }
    return found;
  };
  return {
    find,
    /** The only container of a workload, with the volumes of its pod. */
    findContainer(kind, name) {
      const object = find(kind, name);
      const spec = object.spec.template?.spec ?? object.spec;
      const [container] = spec.containers;
      return { ...container, volumes: spec.volumes ?? [] };
    },
  };
}

/**
 * The environment of a container.
 *
 * @param {{ env?: object[] }} container
 * @param {Record<string, Record<string, string>>} secrets by name, decoded
 */
export function resolveEnvironment({ env = [] }, secrets) {
  return Object.fromEntries(
    env.flatMap(({ name, value, valueFrom }) => {
      if (!valueFrom) {
        return [[name, value ?? '']];
      }
      const { name: secret, key, optional } = valueFrom.secretKeyRef;
      const found = secrets[secret]?.[key];
      if (found === undefined && !optional) {
        throw new Error(`'${name}' reads '${key}' of the Secret '${secret}'`);
      }
      return found === undefined ? [] : [[name, found]];
    }),
  );
}
