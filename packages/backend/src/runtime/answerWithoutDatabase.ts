import type { RequestHandler } from 'express';
import { SharedProbe } from './SharedProbe';

const retryAfterSeconds = 5;

/**
 * Turns a failure into a plain 503 when its cause is that the database is gone.
 *
 * @remarks
 * Plugins answer 500 with whatever their query threw. What they can answer from memory or
 * from a cache passes unchanged.
 */
export function answerWithoutDatabase(probe: SharedProbe): RequestHandler {
  return (req, res, next) => {
    const sendJson = res.json.bind(res);
    res.json = body => {
      if (res.statusCode !== 500) {
        return sendJson(body);
      }
      probe.checkNow().then(state => {
        if (state.isReachable) {
          sendJson(body);
          return;
        }
        res
          .status(503)
          .set('Retry-After', String(retryAfterSeconds))
          .set('Cache-Control', 'no-store');
        sendJson({
          error: {
            name: 'ServiceUnavailableError',
            message: `The database cannot be reached. Try again in ${retryAfterSeconds} seconds.`,
          },
          request: { method: req.method, url: req.originalUrl },
          response: { statusCode: 503 },
        });
      }, next);
      return res;
    };
    next();
  };
}
