import type { Server } from 'node:http';
import { WebSocketServer } from 'ws';
import { readOnlyMessage } from './createClusterHandler';

// The channels of `channel.k8s.io`: every message begins with the number of the stream it belongs to.
const standardOutput = 1;

/**
 * Answers every terminal with one sentence on its standard output.
 *
 * @remarks
 * A refused handshake would only tell a browser that the connection failed; a socket that opens can say why. It accepts
 * without a token because it says the same to everybody and reads nothing.
 */
export function refuseTerminals(server: Server): { close(): void } {
  const sockets = new WebSocketServer({
    server,
    handleProtocols: protocols =>
      [...protocols].find(protocol => protocol.endsWith('channel.k8s.io')) ??
      false,
  });
  sockets.on('connection', socket => {
    const sentence = Buffer.from(`${readOnlyMessage}\r\n`);
    socket.send(Buffer.concat([Buffer.from([standardOutput]), sentence]));
    socket.close(1000);
  });
  return {
    close: () => {
      sockets.clients.forEach(socket => socket.terminate());
      sockets.close();
    },
  };
}
