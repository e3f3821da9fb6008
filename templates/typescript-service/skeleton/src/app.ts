import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { FastifyOtelInstrumentation } from '@fastify/otel';
import swagger from '@fastify/swagger';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyServerOptions,
  LogController,
} from 'fastify';
import type { Config } from './config.ts';
import { RuleError } from './greeting.ts';
import { greetingRoutes } from './greetingRoutes.ts';
import { createMetrics } from './metrics.ts';
import { sendProblem } from './problems.ts';
import { traceIds } from './telemetry.ts';

/** Name and description, from package.json. */
export const service: { name: string; description: string } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);

export interface App {
  server: FastifyInstance;
  /** From now on `/readyz` says that no more requests should come. */
  drain(): void;
}

/** Routes with everything around them; nothing listens yet. */
export async function createApp(options: {
  config: Config;
  version: string;
  /** Where the log goes; standard output by default. */
  logTo?: { write(line: string): void };
}): Promise<App> {
  const { config, version, logTo } = options;
  const server = Fastify({
    logger: {
      level: config.logLevel,
      base: { service: service.name, version },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label.toUpperCase() }) },
      mixin: traceIds,
      ...(logTo && { stream: logTo }),
    },
    // One line of our own for each request instead of two.
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: 'request_id',
    }),
    genReqId: requestId,
    bodyLimit: config.maxBodyBytes,
    requestTimeout: config.requestTimeout,
    handlerTimeout: config.requestTimeout,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  } satisfies FastifyServerOptions).withTypeProvider<TypeBoxTypeProvider>();

  // A body is JSON or refused.
  server.removeContentTypeParser('text/plain');
  await server.register(new FastifyOtelInstrumentation({ recordExceptions: true }).plugin());
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: service.name, description: service.description, version: '1.0.0' },
      servers: [{ url: 'http://localhost:8080', description: 'A local run' }],
    },
  });

  const metrics = createMetrics(version);
  server.addHook('onRequest', async (request, reply) => {
    reply.header('X-Request-Id', request.id);
    reply.header('X-Content-Type-Options', 'nosniff');
  });
  server.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions } = request;
    const [path] = request.url.split('?');
    metrics.observe({
      method,
      route: routeOptions.url,
      status: reply.statusCode,
      ms: reply.elapsedTime,
    });
    request.log[isProbe(path) ? 'debug' : 'info'](
      {
        method,
        path,
        route: routeOptions.url,
        status: reply.statusCode,
        duration_ms: Math.round(reply.elapsedTime * 1000) / 1000,
      },
      'request',
    );
  });

  server.setNotFoundHandler((_request, reply) => sendProblem(reply, 404));
  server.setErrorHandler<FastifyError>((error, request, reply) => {
    if (error instanceof RuleError) {
      return sendProblem(reply, 422, error.message);
    }
    const status = error.statusCode ?? 500;
    if (status >= 500) {
      request.log.error({ err: error }, 'a handler failed');
      return sendProblem(reply, status);
    }
    return sendProblem(reply, status, error.message);
  });

  let isDraining = false;
  const hidden = { schema: { hide: true } };
  // Says that the process can answer at all. It looks at no dependency: a restart, which is what a
  // failed liveness probe brings, would mend none of them.
  server.get('/healthz', hidden, async () => ({ status: 'ok' }));
  server.get('/readyz', hidden, async (_request, reply) =>
    isDraining ? sendProblem(reply, 503, 'the service is shutting down') : { status: 'ready' },
  );
  server.get('/metrics', hidden, async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
  await server.register(greetingRoutes);

  return {
    server,
    drain: () => {
      isDraining = true;
    },
  };
}

/** A caller's own ID is kept if it is harmless in a log. */
function requestId(request: { headers: Record<string, string | string[] | undefined> }): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : randomUUID();
}

/** Probes and scrapes come every few seconds and do not belong into the normal log. */
function isProbe(path: string | undefined): boolean {
  return path === '/healthz' || path === '/readyz' || path === '/metrics';
}
