import { createHash, timingSafeEqual } from 'node:crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import type { ClusterObject } from './ClusterObject';
import type { ContainerLogs } from './ContainerLogs';
import { KubernetesStatusError } from './KubernetesStatusError';
import type { ObjectStore } from './ObjectStore';
import { discoveryDocument, versionInfo } from './discovery';
import { parseFieldSelector } from './fieldSelector';
import { parseLabelSelector } from './labelSelector';
import { paginate } from './paginate';
import { type ResourceRequest, parseResourcePath } from './parseResourcePath';
import { toAutoscalerV1 } from './podAutoscalerV1';
import { podMetricsAt } from './podMetrics';
import { readPodLog } from './readPodLog';
import { type ResourceType, apiVersionOf } from './resourceTypes';
import { watchObjects } from './watchObjects';

/** Said to everybody who tries to change something, in a browser's terminal as much as to kubectl. */
export const readOnlyMessage =
  "The demo cluster is read-only. Start the portal with 'npm start -- --cluster kubeconfig' to work with a real cluster.";

/** What the HTTP side of the demo cluster works on. */
export interface CreateClusterHandlerOptions {
  store: ObjectStore;
  logs: ContainerLogs;
  token: string;
  clock: () => Date;
  logger: LoggerService;
}

/** The read-only part of the Kubernetes API as an Express application. */
export function createClusterHandler(
  options: CreateClusterHandlerOptions,
): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  // A cluster lets anybody ask whether it is alive and which version it runs.
  app.get(['/healthz', '/readyz', '/livez'], (_req, res) => {
    res.type('text/plain').send('ok');
  });
  app.get('/version', (_req, res) => {
    res.json(versionInfo());
  });
  app.use(authenticate(options.token));
  app.use((req, _res, next) => {
    if (req.method !== 'GET') {
      throw new KubernetesStatusError('MethodNotAllowed', readOnlyMessage);
    }
    next();
  });
  app.use((req, res) => {
    const path = req.path.replace(/\/+$/, '');
    const document = discoveryDocument(path, req.get('host') ?? '');
    if (document) {
      res.json(document);
      return;
    }
    const request = parseResourcePath(path);
    if (!request) {
      throw new KubernetesStatusError(
        'NotFound',
        `the server could not find the requested resource at '${path}'`,
      );
    }
    serveResource(req, res, request, options);
  });
  app.use(answerWithStatus(options.logger));
  return app;
}

function authenticate(token: string): RequestHandler {
  const expected = digest(token);
  return (req, _res, next) => {
    const [, given] =
      /^Bearer (.+)$/.exec(req.get('authorization') ?? '') ?? [];
    if (given === undefined || !timingSafeEqual(digest(given), expected)) {
      throw new KubernetesStatusError('Unauthorized', 'Unauthorized');
    }
    next();
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function serveResource(
  req: Request,
  res: Response,
  request: ResourceRequest,
  options: CreateClusterHandlerOptions,
): void {
  const { type, namespace, name, subresource } = request;
  const { store, logs, clock } = options;
  if (name === undefined) {
    serveList(req, res, request, options);
    return;
  }
  const object = store.get(type, name, namespace);
  if (subresource === undefined || subresource === 'status') {
    res.json(present(object, type, clock()));
  } else if (type.kind === 'Pod' && subresource === 'log') {
    const log = readPodLog({
      pod: object,
      query: req.query,
      logs,
      now: clock(),
    });
    res.type('text/plain').write(log);
    // Following a recorded log shows what there is and then waits, until the reader leaves, for lines that never come.
    if (!isSet(req.query.follow)) {
      res.end();
    }
  } else if (
    type.kind === 'Pod' &&
    ['attach', 'exec', 'portforward', 'proxy'].includes(subresource)
  ) {
    throw new KubernetesStatusError('MethodNotAllowed', readOnlyMessage);
  } else {
    throw new KubernetesStatusError(
      'NotFound',
      `the server could not find the requested resource '${type.plural}/${subresource}'`,
    );
  }
}

function serveList(
  req: Request,
  res: Response,
  { type, namespace }: ResourceRequest,
  { store, clock }: CreateClusterHandlerOptions,
): void {
  const now = clock();
  const labelSelector = single(req.query.labelSelector);
  const fieldSelector = single(req.query.fieldSelector);
  const hasLabels = parseLabelSelector(labelSelector ?? '');
  const hasFields = parseFieldSelector(fieldSelector ?? '', type);
  const objects = store
    .list(type, namespace)
    .filter(object => hasLabels(object.metadata.labels ?? {}))
    .filter(hasFields);
  const { resourceVersion } = store;

  if (isSet(req.query.watch)) {
    if (type.kind === 'PodMetrics') {
      throw new KubernetesStatusError(
        'MethodNotAllowed',
        'pod metrics cannot be watched; list them again instead',
      );
    }
    watchObjects(res, {
      objects: objects.map(object => present(object, type, now)),
      bookmark: {
        apiVersion: apiVersionOf(type),
        kind: type.kind,
        metadata: { name: '', resourceVersion },
      },
      resourceVersion: single(req.query.resourceVersion),
      allowWatchBookmarks: isSet(req.query.allowWatchBookmarks),
      sendInitialEvents: isSet(req.query.sendInitialEvents),
      timeoutSeconds: Number(single(req.query.timeoutSeconds)) || undefined,
    });
    return;
  }

  const { items, ...position } = paginate(objects, {
    limit: single(req.query.limit),
    continue: single(req.query.continue),
  });
  res.json({
    kind: `${type.kind}List`,
    apiVersion: apiVersionOf(type),
    metadata: { resourceVersion, ...position },
    // Kubernetes leaves out of every item what the list has said already.
    items: items.map(item => {
      const {
        kind: _kind,
        apiVersion: _version,
        ...rest
      } = present(item, type, now);
      return rest;
    }),
  });
}

function present(
  object: ClusterObject,
  type: ResourceType,
  now: Date,
): ClusterObject {
  if (type.kind === 'PodMetrics') {
    return podMetricsAt(object, now);
  }
  return apiVersionOf(type) === 'autoscaling/v1'
    ? toAutoscalerV1(object)
    : object;
}

function single(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isSet(value: unknown): boolean {
  return typeof value === 'string' && !['0', 'false'].includes(value);
}

function answerWithStatus(logger: LoggerService): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) {
      next(error);
      return;
    }
    if (error instanceof KubernetesStatusError) {
      res.status(error.status.code).json(error.status);
      return;
    }
    logger.error(
      `The demo cluster could not answer ${req.method} ${req.path}`,
      error instanceof Error ? error : new Error(String(error)),
    );
    const failure = new KubernetesStatusError(
      'InternalError',
      'an error in the demo cluster prevented the request from succeeding; its log says more',
    );
    res.status(failure.status.code).json(failure.status);
  };
}
