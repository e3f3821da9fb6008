import type { Response } from 'express';
import type { ClusterObject } from './ClusterObject';

/** A watch that was asked for, over the objects that it selects. */
export interface WatchObjectsOptions {
  objects: ClusterObject[];
  bookmark: ClusterObject;
  /** Absent or '0' asks for the present objects first; any other version for later changes only, of which there are none. */
  resourceVersion?: string;
  allowWatchBookmarks: boolean;
  sendInitialEvents: boolean;
  timeoutSeconds?: number;
}

/** Streams watch events and leaves the stream open, as a cluster does in which nothing changes. */
export function watchObjects(
  response: Response,
  options: WatchObjectsOptions,
): void {
  const { objects, bookmark, resourceVersion, sendInitialEvents } = options;
  const startsEmpty = resourceVersion !== undefined && resourceVersion !== '0';
  const send = (type: string, object: ClusterObject) =>
    response.write(`${JSON.stringify({ type, object })}\n`);

  response.status(200).type('application/json');
  response.flushHeaders();
  if (!startsEmpty || sendInitialEvents) {
    objects.forEach(object => send('ADDED', object));
  }
  if (options.allowWatchBookmarks) {
    send(
      'BOOKMARK',
      sendInitialEvents
        ? {
            ...bookmark,
            metadata: {
              ...bookmark.metadata,
              annotations: { 'k8s.io/initial-events-end': 'true' },
            },
          }
        : bookmark,
    );
  }
  if (options.timeoutSeconds) {
    const timer = setTimeout(
      () => response.end(),
      options.timeoutSeconds * 1000,
    );
    response.once('close', () => clearTimeout(timer));
  }
}
