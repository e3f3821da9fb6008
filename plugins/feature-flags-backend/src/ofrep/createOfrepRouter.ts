import { Router } from 'express';
import type { FlagStream } from '../stream/FlagStream';
import type { OfrepServer } from './OfrepServer';

/** The routes of OFREP below the plugin's base. They check keys themselves. */
export function createOfrepRouter(options: {
  server: OfrepServer;
  stream: FlagStream;
}): Router {
  const { server, stream } = options;
  const router = Router();
  router.post('/ofrep/v1/evaluate/flags', (request, response, next) => {
    server.evaluateFlags(request, response).catch(next);
  });
  router.post('/ofrep/v1/evaluate/flags/:key', (request, response, next) => {
    server.evaluateFlag(request, response, request.params.key).catch(next);
  });
  router.get('/ofrep/v1/stream', (request, response) => {
    stream.open(request, response);
  });
  return router;
}
