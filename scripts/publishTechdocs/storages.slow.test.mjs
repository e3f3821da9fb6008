import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
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
  before(async () => {
    installation = await Installation.prepare();
  });
  after(() => installation?.release());

  for (const [name, startStorage] of [
    ["Google's", startGoogleStorage],
    ["Azure's", startAzureStorage],
  ]) {
    it(`of ${name} kind are published by a pipeline and read in the portal`, async t => {
      const storage = await startStorage(
        installation.context,
        await findFreePort(),
      );
      if ('unavailable' in storage) {
        t.skip(storage.unavailable);
        return;
      }
      let portal;
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
        portal = await installation.start({
          env: {
            ...storage.env,
            APP_CONFIG_techdocs_publisher: JSON.stringify(storage.publisher),
            APP_CONFIG_catalog_locations: JSON.stringify([
              { type: 'file', target: join(service, 'catalog-info.yaml') },
            ]),
          },
        });
        await portal.untilReady();
        const first = await readPage(portal);
        assert.match(await first.text(), /What it does/);
        const again = await request(portal, {
          'If-None-Match': first.headers.get('etag'),
          'Cache-Control': 'max-age=0',
        });
        assert.equal(again.status, 304);
      } finally {
        await portal?.stop();
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
