import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before a forge, and cuts off the requests that a test wants to fail. */
export interface FaultyProxy {
  baseUrl: string;
  /** Where requests go. */
  target: string;
  /** Whether a request finds no answer; none does unless a test says so. */
  isDown: (request: IncomingMessage) => boolean;
  /** What came, as `POST /path`. */
  requests: string[];
  close(): Promise<void>;
}

export async function startFaultyProxy(): Promise<FaultyProxy> {
  const proxy: FaultyProxy = {
    baseUrl: '',
    target: '',
    isDown: () => false,
    requests: [],
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  const server = createServer((incoming, outgoing) => {
    proxy.requests.push(`${incoming.method} ${incoming.url}`);
    if (proxy.isDown(incoming)) {
      incoming.socket.destroy();
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
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy.baseUrl = `http://localhost:${(server.address() as AddressInfo).port}`;
  return proxy;
}
