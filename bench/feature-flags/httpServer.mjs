/**
 * A process that serves one kind of bulk answer, for the load of another process.
 *
 * Arguments: what to serve, and the number of flags. Prints its port.
 */
import { createServer } from 'node:http';
import {
  backend,
  benchKey,
  createServing,
  createSnapshots,
  express,
} from './backend.mjs';
import {
  createContexts,
  createFlagdConfiguration,
  toFlagSetContent,
} from './flagMix.mjs';

const [kind, count] = process.argv.slice(2);
const path = '/ofrep/v1/evaluate/flags';

const snapshots = createSnapshots();
await snapshots.replace(
  toFlagSetContent(createFlagdConfiguration(Number(count))),
);
const serving = createServing(snapshots, '/ofrep/v1/stream');

const servers = {
  listener: async () => {
    const listener = await backend.OfrepListener.create({
      port: 0,
      host: '127.0.0.1',
      ...serving,
      logger: { info() {}, error: console.error },
    });
    return listener.port;
  },
  router: () => listen(express().use(backend.createOfrepRouter(serving))),
  portal: async () => {
    const { startPortalServer } = await import('./portalServer.mjs');
    return await startPortalServer(backend.createOfrepRouter(serving));
  },
  // As one writes it: the body is parsed, Express makes an entity tag.
  express: async () => {
    const bytes = await answerOnce();
    return listen(
      express()
        .use(express.json())
        .post(path, (_request, response) => response.type('json').send(bytes)),
    );
  },
  // Without reading the request.
  expressSend: async () => {
    const bytes = await answerOnce();
    return listen(
      express().post(path, (_request, response) =>
        response.type('json').send(bytes),
      ),
    );
  },
  // The least that Express can do: nor an entity tag.
  bareExpress: async () => {
    const bytes = await answerOnce();
    return listen(
      express().post(path, (_request, response) => {
        response.setHeader('Content-Type', 'application/json');
        response.end(bytes);
      }),
    );
  },
};

process.stdout.write(`${await servers[kind]()}\n`);

function listen(app) {
  const server = createServer(app);
  return new Promise(resolve =>
    server.listen(0, '127.0.0.1', () => resolve(server.address().port)),
  );
}

/** The bytes of a full answer. */
async function answerOnce() {
  const port = await servers.router();
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { 'x-api-key': benchKey },
    body: JSON.stringify({ context: createContexts(1)[0] }),
  });
  return await response.text();
}
