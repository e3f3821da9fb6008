import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Request, RequestHandler, Response } from 'express';
import type { Actor } from './findActor';
import { unauditedRoutes } from './unauditedRoutes';

const readingMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Writes one audit event for each request that may change something: route, actor and outcome.
 *
 * @remarks
 * Events of the plugins' own say more of what was changed; this one is there for every route,
 * also for those of plugins that write none. It has neither bodies nor queries nor headers, because
 * secrets are in them.
 */
export function createAuditMiddleware(options: {
  pluginId: string;
  logger: LoggerService;
  findActor: (req: Request) => Promise<Actor>;
}): RequestHandler {
  const { pluginId, findActor } = options;
  const logger = options.logger.child({ isAuditEvent: true });
  return (req, res, next) => {
    if (readingMethods.has(req.method)) {
      next();
      return;
    }
    const startedAt = Date.now();
    const url = req.originalUrl.split('?')[0];
    // Before the request is handled: the token may have expired when it is done.
    const actor = findActor(req);
    res.once('close', () => {
      if (res.statusCode < 400 && unauditedRoutes.has(findRoute(req))) {
        return;
      }
      void actor.then(known =>
        logger.info(`${pluginId}.request`, {
          plugin: pluginId,
          eventId: 'request',
          severityLevel: 'medium',
          status: succeeded(res) ? 'succeeded' : 'failed',
          actor: {
            ...(known.type !== 'unknown' && { actorId: known.ref }),
            ...(req.ip !== undefined && { ip: req.ip }),
          },
          request: { method: req.method, url },
          meta: {
            statusCode: res.statusCode,
            isAborted: !res.writableFinished,
            durationMs: Date.now() - startedAt,
          },
        }),
      );
    });
    next();
  };
}

/** As `routes.csv` names it. What every plugin has is there once, for a plugin of any name. */
function findRoute(req: Request): string {
  const path = `${req.baseUrl}${req.route?.path ?? ''}`;
  return `${req.method} ${path.replace(/^\/api\/[^/]+\/\./, '/api/:plugin/.')}`;
}

function succeeded(res: Response): boolean {
  return res.writableFinished && res.statusCode < 400;
}
