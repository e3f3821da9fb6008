import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator } from 'express-rate-limit';
import type { Actor } from './findActor';
import type { RateLimits } from './rateLimits';
import type { RateLimitKey } from './SharedRateLimits';

/**
 * Answers 429 to whoever sends more than their share: each user, and each address of strangers.
 *
 * @remarks
 * The files of the app are free: a page asks for many, and an office has one address.
 */
export function createRateLimitMiddleware(options: {
  pluginId: string;
  rateLimits: RateLimits;
  findActor: (req: Request) => Promise<Actor>;
}): RequestHandler {
  const { findActor, pluginId, rateLimits } = options;
  return async (req, res, next) => {
    const { exempt, limits } = rateLimits;
    if (
      !limits ||
      pluginId === 'app' ||
      exempt.some(path => req.originalUrl.startsWith(path))
    ) {
      next();
      return;
    }
    const key = toKey(await findActor(req), req);
    const waitMs = key && (await limits.consume(key));
    if (waitMs === undefined) {
      next();
      return;
    }
    const seconds = Math.ceil(waitMs / 1_000);
    res
      .status(429)
      .set('retry-after', `${seconds}`)
      .json({
        error: {
          name: 'TooManyRequestsError',
          message: `Too many requests; try again in ${seconds} s`,
        },
        request: { method: req.method, url: req.originalUrl },
        response: { statusCode: 429 },
      });
  };
}

// Services are part of the portal, or hold a token that an operator gave them.
function toKey(actor: Actor, req: Request): RateLimitKey | undefined {
  switch (actor.type) {
    case 'user':
      return { limit: 'perUser', id: actor.ref };
    case 'service':
      return undefined;
    default:
      return { limit: 'perAddress', id: ipKeyGenerator(req.ip ?? '') };
  }
}
