import type { Request } from 'express';

/** A pod of a cluster. */
export interface PodRef {
  namespace: string;
  name: string;
}

const name = '[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?';
const podPath = new RegExp(
  `^/api/v1/namespaces/(${name})/pods/(${name})(?:/log)?$`,
);
const eventsPath = new RegExp(`^/api/v1/namespaces/(${name})/events$`);
const involvedObject = new RegExp(`^involvedObject\\.name=(${name})$`);

/**
 * The pod that a request to the proxy reads: itself, its logs or its events. Absent for
 * everything else that a cluster can be asked.
 */
export function readPodRequest(
  request: Pick<Request, 'method' | 'path' | 'query' | 'headers'>,
): PodRef | undefined {
  if (request.method !== 'GET' || request.headers.upgrade !== undefined) {
    return undefined;
  }
  const pod = podPath.exec(request.path);
  if (pod) {
    return { namespace: pod[1], name: pod[2] };
  }
  const events = eventsPath.exec(request.path);
  const { fieldSelector } = request.query;
  const involved =
    typeof fieldSelector === 'string' && involvedObject.exec(fieldSelector);
  return events && involved
    ? { namespace: events[1], name: involved[1] }
    : undefined;
}
