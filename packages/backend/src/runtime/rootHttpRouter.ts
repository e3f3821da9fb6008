import type { Socket } from 'node:net';
import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';
import { ServiceFactory } from '@backstage/backend-plugin-api';
import type { RequestHandler } from 'express';
import { addSecurityHeaders } from '../http/addSecurityHeaders';
import { acceptWebSockets } from './acceptWebSockets';
import { answerWithoutDatabase } from './answerWithoutDatabase';
import { OpenRequests } from './OpenRequests';
import { serveCompressedAssets } from './serveCompressedAssets';
import { SharedProbe } from './SharedProbe';

/**
 * The standard HTTP server, with assets compressed ahead, a plain answer while the database is
 * gone, and a stop that ends in time.
 *
 * @remarks
 * The standard one waits for every connection, and some requests, such as the long polls of
 * the event bus, stay open for a minute.
 */
export function createRootHttpRouter(options: {
  probe: SharedProbe;
  openRequests: OpenRequests;
  /** Comes before all else, while the start waits for the database. */
  first: RequestHandler;
}): ServiceFactory {
  const { probe, openRequests, first } = options;
  return rootHttpRouterServiceFactory({
    configure({ app, applyDefaults, config, lifecycle, middleware, server }) {
      app.use(addSecurityHeaders);
      app.use(first);
      app.use(openRequests.count);
      app.use(answerWithoutDatabase(probe));
      app.use(
        '/static',
        middleware.helmet(),
        middleware.logging(),
        serveCompressedAssets(config),
      );
      applyDefaults();
      acceptWebSockets(server, app);

      const sockets = new Set<Socket>();
      server.on('connection', socket => {
        sockets.add(socket);
        socket.once('close', () => sockets.delete(socket));
      });
      // Requests have been answered by now. What is left are streams and polls, whose
      // clients connect again elsewhere.
      lifecycle.addShutdownHook(() => {
        for (const socket of sockets) {
          socket.destroy();
        }
      });
    },
  });
}
