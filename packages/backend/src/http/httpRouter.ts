import {
  createAuthIntegrationRouter,
  createCookieAuthRefreshMiddleware,
  createCredentialsBarrier,
  createLifecycleMiddleware,
} from '@backstage/backend-defaults/httpRouter';
import { MiddlewareFactory } from '@backstage/backend-defaults/rootHttpRouter';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import type { Request } from 'express';
import PromiseRouter from 'express-promise-router';
import { createAuditMiddleware } from './createAuditMiddleware';
import { createRateLimitMiddleware } from './createRateLimitMiddleware';
import { createSchedulerGuard } from './createSchedulerGuard';
import { explainRefusedToken } from './explainRefusedToken';
import { findActor } from './findActor';
import { rateLimitsServiceRef } from './rateLimits';

/**
 * The standard router of a plugin, with an audit event for what may change something, limits that
 * are shared between replicas, and a permission before the routes of scheduled tasks.
 */
export const httpRouter = createServiceFactory({
  service: coreServices.httpRouter,
  initialization: 'always',
  deps: {
    plugin: coreServices.pluginMetadata,
    config: coreServices.rootConfig,
    lifecycle: coreServices.lifecycle,
    rootHttpRouter: coreServices.rootHttpRouter,
    auth: coreServices.auth,
    httpAuth: coreServices.httpAuth,
    logger: coreServices.logger,
    permissions: coreServices.permissions,
    rateLimits: rateLimitsServiceRef,
  },
  async factory({
    auth,
    config,
    httpAuth,
    lifecycle,
    logger,
    permissions,
    plugin,
    rateLimits,
    rootHttpRouter,
  }) {
    const pluginId = plugin.getId();
    const router = PromiseRouter();
    const barrier = createCredentialsBarrier({ httpAuth, config });
    const find = (req: Request) => findActor(req, { auth, httpAuth });
    rootHttpRouter.use(`/api/${pluginId}`, router);
    router.use(createAuditMiddleware({ pluginId, logger, findActor: find }));
    router.use(createAuthIntegrationRouter({ auth }));
    router.use(createLifecycleMiddleware({ config, lifecycle }));
    router.use(
      createRateLimitMiddleware({ pluginId, rateLimits, findActor: find }),
    );
    router.use((req, res, next) =>
      barrier.middleware(req, res, (error?: unknown) =>
        next(error && explainRefusedToken(error, { req, pluginId })),
      ),
    );
    router.use(createCookieAuthRefreshMiddleware({ auth, httpAuth }));
    router.use(
      '/.backstage/scheduler',
      createSchedulerGuard({ auth, httpAuth, permissions }),
    );
    const pluginRoutes = PromiseRouter();
    router.use(pluginRoutes);
    router.use(MiddlewareFactory.create({ config, logger }).error());
    return {
      use(handler) {
        pluginRoutes.use(handler);
      },
      addAuthPolicy(policy) {
        barrier.addAuthPolicy(policy);
      },
    };
  },
});
