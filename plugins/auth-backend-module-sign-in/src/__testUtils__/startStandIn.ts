import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** What came in: a path without its query, and the query or form as one. */
export interface StandInRequest {
  readonly path: string;
  readonly parameters: URLSearchParams;
  readonly authorization: string | undefined;
  readonly host: string | undefined;
}

export interface StandInAnswer {
  status?: number;
  body: unknown;
}

export interface StandIn {
  readonly port: number;
  readonly requests: StandInRequest[];
  stop: () => Promise<void>;
}

/** Starts a server on loopback that plays the endpoints of a provider. */
export async function startStandIn(
  answer: (request: StandInRequest) => StandInAnswer,
  options: {
    tls?: { key: string; cert: string };
    port?: number;
  } = {},
): Promise<StandIn> {
  const requests: StandInRequest[] = [];
  const listener: RequestListener = async (req, res) => {
    const request = await readRequest(req);
    requests.push(request);
    const { status = 200, body } = answer(request);
    res.writeHead(status, { 'content-type': 'application/json' });
    res.end(JSON.stringify(body));
  };
  const server = options.tls
    ? createHttpsServer(options.tls, listener)
    : createHttpServer(listener);
  await new Promise<void>(resolve => {
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    stop: async () => {
      server.closeAllConnections();
      await new Promise(resolve => {
        server.close(resolve);
      });
    },
  };
}

async function readRequest(req: IncomingMessage): Promise<StandInRequest> {
  const url = new URL(req.url ?? '/', 'http://localhost');
  const chunks: Buffer[] = [];
  for await (const chunk of req) {
    chunks.push(chunk);
  }
  const form = new URLSearchParams(Buffer.concat(chunks).toString());
  return {
    path: url.pathname,
    parameters: new URLSearchParams([...url.searchParams, ...form]),
    authorization: req.headers.authorization,
    host: req.headers.host,
  };
}
