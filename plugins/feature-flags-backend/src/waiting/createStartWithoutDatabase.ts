import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import type {
  BackendFeature,
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import { readEnvironments } from '@causeway/plugin-feature-flags-node';
import { Router } from 'express';
import type { RequestHandler } from 'express';
import { setTimeout as sleep } from 'node:timers/promises';
import { FlagServing } from '../ofrep/FlagServing';
import { isDatabaseAnswering } from './isDatabaseAnswering';

const retryMilliseconds = 2_000;
const healthPath = '/.backstage/health/';

export interface StartWithoutDatabase {
  /** Comes before everything else of the portal's HTTP server. */
  handler: RequestHandler;
  /** Holds the plugins back while the database does not answer. */
  gate: BackendFeature;
}

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <meta http-equiv="refresh" content="5" />
    <title>The portal waits for its database</title>
  </head>
  <body style="color-scheme: light dark; font-family: sans-serif; margin: 4rem auto; max-width: 40rem; padding: 0 1rem">
    <h1>The portal waits for its database</h1>
    <p>PostgreSQL does not answer. The portal opens here by itself when it does. Until then, applications get their feature flags as they were saved, and nothing can be changed.</p>
  </body>
</html>
`;

/**
 * Lets a portal that starts while its database is down answer clients of flags from what was saved.
 *
 * @remarks
 * Backstage's services for plugins, that of authentication first, read the database before any
 * plugin is asked, and a plugin that failed to start is not started again. So no plugin can do this by
 * itself: the gate waits, and the start goes on as always once PostgreSQL is back. Without saved flags
 * there is nothing to wait for, and the start fails as before.
 *
 * @public
 */
export function createStartWithoutDatabase(): StartWithoutDatabase {
  let waiting: RequestHandler | undefined;
  const gate = createServiceFactory({
    service: createServiceRef<object>({
      id: 'causeway.feature-flags.database-gate',
      scope: 'root',
    }),
    deps: {
      config: coreServices.rootConfig,
      logger: coreServices.rootLogger,
      lifecycle: coreServices.rootLifecycle,
    },
    async factory({ config, logger, lifecycle }) {
      if (await isDatabaseAnswering(config)) {
        return {};
      }
      const serving = await createServing(config, logger);
      if (serving.hasFlags) {
        logger.error(
          'The database does not answer. The portal starts when it does; until then feature flags are served as they were saved',
        );
        waiting = createWaitingRouter(serving);
        // Plugins need some seconds more until they answer themselves.
        lifecycle.addStartupHook(() => {
          waiting = undefined;
        });
        await untilDatabaseAnswers(config);
        logger.info('The database answers; the portal starts');
      }
      // The plugin listens on the same port soon.
      await serving.stop();
      return {};
    },
  });
  return {
    gate,
    handler: (request, response, next) =>
      waiting ? waiting(request, response, next) : next(),
  };
}

async function createServing(
  config: RootConfigService,
  logger: LoggerService,
): Promise<FlagServing> {
  const { pathname } = new URL(config.getString('backend.baseUrl'));
  return await FlagServing.create({
    config,
    environments: readEnvironments(config),
    logger: logger.child({ plugin: 'feature-flags' }),
    basePath: `${pathname.replace(/\/$/, '')}/api/feature-flags`,
  });
}

function createWaitingRouter(serving: FlagServing): Router {
  const router = Router();
  router.use('/api/feature-flags', serving.router);
  router.use((request, response, next) => {
    if (request.path.startsWith(healthPath)) {
      next();
    } else if (request.method === 'GET' && !request.path.startsWith('/api/')) {
      response.status(503).type('html').set('Retry-After', '5').send(page);
    } else {
      next(
        new ServiceUnavailableError(
          'The portal waits for its database; until it answers, feature flags can be read and nothing can be changed',
        ),
      );
    }
  });
  return router;
}

async function untilDatabaseAnswers(config: RootConfigService): Promise<void> {
  const stopped = new AbortController();
  const stop = () =>
    stopped.abort(new Error('The portal was stopped before it had started'));
  // A start that never ends would also keep the process from ending.
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  try {
    do {
      await sleep(retryMilliseconds);
      stopped.signal.throwIfAborted();
    } while (!(await isDatabaseAnswering(config)));
  } finally {
    process.off('SIGTERM', stop);
    process.off('SIGINT', stop);
  }
}
