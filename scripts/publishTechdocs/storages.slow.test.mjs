import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findRedis } from '../bundle/testing/findRedis.mjs';
import {
  findFreePort,
  Installation,
  signIn,
  skipWithoutDatabase,
} from '../bundle/testing/Installation.mjs';
import { root } from '../launcher/paths.mjs';
import {
  startAzureStorage,
  startGoogleStorage,
} from './testing/objectStorages.mjs';

const execute = promisify(execFile);
const service = join(root, 'catalog', 'demo', 'services', 'payment-service');
const page = '/default/component/payment-service/index.html';

// S3 has browser tests of its own.
describe('docs in an object storage', { skip: skipWithoutDatabase }, () => {
  let installation;
  let cache = {};
  let cachePort;
  before(async () => {
    installation = await Installation.prepare();
    const redis = await findRedis(installation.context);
    if ('executable' in redis) {
      const connection = await installation.startCache(redis.executable);
      cachePort = Number(new URL(connection).port);
      cache = {
        APP_CONFIG_backend_cache: JSON.stringify({
          store: 'redis',
          connection,
        }),
      };
    }
  });
  after(() => installation?.release());

  for (const [name, startStorage] of [
    ["Google's", startGoogleStorage],
    ["Azure's", startAzureStorage],
  ]) {
    it(`of ${name} kind are published by a pipeline, read in the portal, and shared by its replicas`, async t => {
      const storage = await startStorage(
        installation.context,
        await findFreePort(),
      );
      if ('unavailable' in storage) {
        t.skip(storage.unavailable);
        return;
      }
      const portals = [];
      try {
        const { stdout } = await execute(
          join(root, 'scripts', 'publish-techdocs'),
          [
            ...['--entity', 'default/component/payment-service'],
            ...['--source-dir', service],
            ...storage.publishArgs,
          ],
          { env: { ...process.env, ...storage.env } },
        );
        assert.match(stdout, /\d+ files are published\./);
        const env = {
          ...storage.env,
          ...cache,
          APP_CONFIG_techdocs_publisher: JSON.stringify(storage.publisher),
          APP_CONFIG_catalog_locations: JSON.stringify([
            { type: 'file', target: join(service, 'catalog-info.yaml') },
          ]),
        };
        for (let count = 0; count < 2; count += 1) {
          portals.push(await installation.start({ env }));
          await portals[count].untilReady();
        }
        const [here, there] = portals;
        const first = await readPage(here);
        assert.match(await first.text(), /What it does/);
        const again = await request(here, {
          'If-None-Match': first.headers.get('etag'),
          'Cache-Control': 'max-age=0',
        });
        assert.equal(again.status, 304);
        if (Object.keys(cache).length === 0) {
          t.diagnostic('Valkey or Redis is missing: nothing was shared.');
          return;
        }
        // The page is in the cache that both share, and the other replica answers alike.
        assert.ok((await countKeys(cachePort)) > 0);
        const shared = await request(there);
        assert.equal(shared.status, 200);
        assert.match(await shared.text(), /What it does/);
      } finally {
        await Promise.all(portals.map(portal => portal.stop()));
        await storage.stop();
      }
    });
  }
});

async function request({ url }, headers) {
  return fetch(`${url}/api/techdocs/static/docs${page}`, {
    headers: { Authorization: `Bearer ${await signIn(url)}`, ...headers },
  });
}

// The catalog needs a moment to read the service.
async function readPage(portal) {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const response = await request(portal);
    if (response.ok) {
      return response;
    }
    const text = await response.text();
    assert.ok(
      Date.now() < deadline,
      `${response.status} ${text}\n${portal.output.slice(-3000)}`,
    );
    await sleep(500);
  }
}

async function countKeys(port) {
  const socket = connect(port, '127.0.0.1');
  socket.end('DBSIZE\r\n');
  const [answer] = await once(socket, 'data');
  return Number(answer.toString().slice(1));
}
