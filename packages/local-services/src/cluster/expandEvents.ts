import { type ClusterObject, hexDigest, objectUid } from './ClusterObject';
import type { RecordedEvent } from './recordedSchemas';

/** The Event objects for events recorded in short form beside the object that they are about. */
export function expandEvents(
  object: ClusterObject,
  events: RecordedEvent[],
): ClusterObject[] {
  const { name, namespace, labels } = object.metadata;
  return events.map((event, index) => ({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      // Kubernetes appends a hexadecimal time; any suffix serves that tells two events of one object apart.
      name: `${name}.${hexDigest(`${name}/${event.reason}/${index}`).slice(
        0,
        16,
      )}`,
      namespace: namespace ?? 'default',
      ...(labels && { labels }),
      creationTimestamp: event.first,
    },
    involvedObject: {
      apiVersion: object.apiVersion,
      kind: object.kind,
      name,
      namespace,
      uid: objectUid(object.kind, name, namespace),
    },
    type: event.type,
    reason: event.reason,
    message: event.message,
    count: event.count,
    firstTimestamp: event.first,
    lastTimestamp: event.last ?? event.first,
    source: { component: event.component },
    reportingComponent: event.component,
    reportingInstance: '',
  }));
}
