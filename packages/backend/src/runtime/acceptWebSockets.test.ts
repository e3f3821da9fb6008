import { once } from 'node:events';
import { request } from 'node:http';
import { AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { createBackend } from '@backstage/backend-defaults';
import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';
import { mockServices } from '@backstage/backend-test-utils';
import signalsPlugin from '@backstage/plugin-signals-backend';
import express, { type RequestHandler } from 'express';
import { acceptWebSockets } from './acceptWebSockets';

async function start(first: RequestHandler = (_req, _res, next) => next()) {
  let port = 0;
  const backend = createBackend();
  for (const feature of [
    rootHttpRouterServiceFactory({
      configure({ app, applyDefaults, server }) {
        app.use(first);
        app.post('/echo', express.text(), (req, res) => res.send(req.body));
        applyDefaults();
        acceptWebSockets(server, app);
        server.once('listening', () => {
          ({ port } = server.address() as AddressInfo);
        });
      },
    }),
    mockServices.rootLogger.factory({ level: 'none' }),
    mockServices.rootConfig.factory({
      data: {
        backend: {
          baseUrl: 'http://127.0.0.1',
          listen: { host: '127.0.0.1', port: 0 },
        },
      },
    }),
    mockServices.auth.factory(),
    mockServices.events.factory(),
    signalsPlugin,
  ]) {
    backend.add(feature);
  }
  await backend.start();
  return { backend, port };
}

async function open(port: number): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/signals`);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', reject);
  });
  return socket;
}

async function postOffering(upgrade: string, port: number) {
  const sent = request({
    host: '127.0.0.1',
    port,
    path: '/echo',
    method: 'POST',
    headers: {
      Connection: 'Upgrade',
      Upgrade: upgrade,
      'Content-Type': 'text/plain',
    },
    timeout: 2000,
  });
  sent.on('timeout', () => sent.destroy(new Error('no answer')));
  sent.end('hello');
  const [response] = await once(sent, 'response');
  return { status: response.statusCode, body: await text(response) };
}

describe('acceptWebSockets', () => {
  it('opens the first web sockets at the first try, and later ones', async () => {
    const { backend, port } = await start();
    const first = await Promise.all([open(port), open(port), open(port)]);
    const later = await open(port);
    for (const socket of [...first, later]) {
      expect(socket.readyState).toBe(WebSocket.OPEN);
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    }
    await backend.stop();
  });

  it.each(['h2c', 'websocket'])(
    'answers a request that offers %s as if it did not, before a web socket and after',
    async upgrade => {
      const { backend, port } = await start();
      const expected = { status: 200, body: 'hello' };
      expect(await postOffering(upgrade, port)).toEqual(expected);
      const socket = await open(port);
      expect(await postOffering(upgrade, port)).toEqual(expected);
      socket.close();
      await backend.stop();
    },
  );

  it('gives a web socket up that is answered before the plugin sees it', async () => {
    let isStarting = true;
    const { backend, port } = await start((_req, res, next) =>
      isStarting ? res.sendStatus(503) : next(),
    );
    const early = connect(port, '127.0.0.1');
    early.write(
      'GET /api/signals HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    );
    expect(await text(early)).toMatch(/^HTTP\/1.1 503 /);
    isStarting = false;
    (await open(port)).close();
    await backend.stop();
  });
});
