import { once } from 'node:events';
import {
  createServer,
  request,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before a forge, and cuts off the requests that a test wants to fail. */
export interface FaultyProxy {
  baseUrl: string;
  /** Where requests go. */
  target: string;
  /** How a request fails: with this status, or `cut off`; none does unless a test says so. */
  fault: (request: IncomingMessage) => number | 'cut off' | undefined;
  /** What came, as `POST /path`. */
  requests: string[];
  close(): Promise<void>;
}

export async function startFaultyProxy(): Promise<FaultyProxy> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const proxy: FaultyProxy = {
    baseUrl: `http://localhost:${port}`,
    target: '',
    fault: () => undefined,
    requests: [],
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  server.on(
    'request',
    (incoming: IncomingMessage, outgoing: ServerResponse) => {
      proxy.requests.push(`${incoming.method} ${incoming.url}`);
      const fault = proxy.fault(incoming);
      if (fault === 'cut off') {
        incoming.socket.destroy();
        return;
      }
      if (fault !== undefined) {
        incoming.resume();
        outgoing.writeHead(fault).end();
        return;
      }
      const forwarded = request(
        `${proxy.target}${incoming.url}`,
        { method: incoming.method, headers: incoming.headers },
        answer => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(outgoing);
        },
      );
      forwarded.on('error', () => outgoing.destroy());
      incoming.pipe(forwarded);
    },
  );
  return proxy;
}
