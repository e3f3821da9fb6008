import { type ResourceType, resourceTypes } from './resourceTypes';

/** What a path such as `/apis/apps/v1/namespaces/production/deployments` asks for. */
export interface ResourceRequest {
  type: ResourceType;
  namespace?: string;
  name?: string;
  subresource?: string;
}

/** Reads the path of a list or of one object; undefined where the demo cluster serves no such resource. */
export function parseResourcePath(path: string): ResourceRequest | undefined {
  const segments = decodeSegments(path);
  const [root, ...rest] = segments ?? [];
  if (root !== 'api' && root !== 'apis') {
    return undefined;
  }
  const group = root === 'api' ? '' : rest.shift();
  const version = rest.shift();
  // `/namespaces/production` is the namespace itself, `/namespaces/production/pods` what is in it.
  const isInNamespace = rest[0] === 'namespaces' && rest.length > 2;
  const namespace = isInNamespace ? rest.splice(0, 2)[1] : undefined;
  const [plural, name, subresource, ...excess] = rest;
  const type = resourceTypes.find(
    candidate =>
      candidate.group === group &&
      candidate.version === version &&
      candidate.plural === plural,
  );
  const isReachable =
    type !== undefined &&
    excess.length === 0 &&
    (namespace === undefined || type.namespaced) &&
    // One object of a namespaced type has no address without its namespace.
    (name === undefined || type.namespaced === (namespace !== undefined));
  return isReachable ? { type, namespace, name, subresource } : undefined;
}

function decodeSegments(path: string): string[] | undefined {
  try {
    return path.split('/').slice(1).map(decodeURIComponent);
  } catch {
    return undefined;
  }
}
