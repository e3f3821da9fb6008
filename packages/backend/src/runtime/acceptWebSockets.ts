import {
  IncomingMessage,
  RequestListener,
  Server,
  ServerResponse,
} from 'node:http';
import type { Duplex } from 'node:stream';

const path = '/api/signals';

/**
 * Leaves to the signals plugin all of its web sockets, and no other request.
 *
 * @remarks
 * The plugin listens for upgrades only once its route has seen one, and leaves that one without
 * an answer. From then on Node.js would hand it every request that offers any upgrade, as
 * clients in Java do with HTTP/2, and they would wait for ever.
 *
 * `shouldUpgradeCallback` is an option of Node.js 22.21 and 24.9, which the maker of the server
 * does not let through.
 */
export function acceptWebSockets(server: Server, app: RequestListener): void {
  Object.assign(server, {
    shouldUpgradeCallback: ({ headers, url }: IncomingMessage) =>
      headers.upgrade?.toLowerCase() === 'websocket' && url === path,
  });

  const waiting = new Map<ServerResponse, () => void>();
  const introduce = (
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
  ) => {
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(request.socket);
    response.once('finish', () => socket.end());
    response.once('close', () => waiting.delete(response));
    waiting.set(response, () => {
      response.detachSocket(request.socket);
      response.emit('close');
      // Express cuts it on the way to a plugin.
      request.url = path;
      server.emit('upgrade', request, socket, head);
    });
    app(request, response);
  };
  const handOver = (event: string) => {
    if (event === 'upgrade') {
      server.off('newListener', handOver).off('upgrade', introduce);
      // The listener is in its place only after this event.
      setImmediate(() => waiting.forEach(giveSocket => giveSocket()));
    }
  };
  server.on('upgrade', introduce).on('newListener', handOver);
}
