import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  connectToDatabase,
  Installation,
  signIn,
  skipWithoutDatabase,
} from './testing/Installation.mjs';
import { findNodeRuntime } from '../launcher/nodeRuntime.mjs';
import { stages } from './stages.mjs';

// The user of the image. It has no home and owns nothing.
const user = { uid: 10001, gid: 10001 };

describe('the image', { skip: skipWithoutDatabase }, () => {
  let installation;
  before(async () => {
    installation = await Installation.prepare();
    await chmod(installation.folder, 0o777);
  });
  after(() => installation?.release());

  it('says in a sentence that the database cannot be reached, and ends', async () => {
    const replica = await installation.start({
      env: { POSTGRES_PORT: '9' },
    });
    assert.equal(await replica.exited, 1);
    assert.deepEqual(lastLines(replica, 2), [
      "The database at '127.0.0.1:9' cannot be reached (ECONNREFUSED): check 'backend.database.connection', and that the server accepts connections from here.",
      'The backend did not start.',
    ]);
  });

  it('migrates, and then starts as a user that may write nothing of it', async t => {
    const migration = await installation.start({ command: ['migrate'] });
    assert.equal(await migration.exited, 0, migration.output);
    assert.match(
      migration.output,
      /The databases of all plugins are up to date\.\n/,
    );
    const migrated = await listTables(installation.prefix);
    const first = await installation.start();
    await first.untilReady();
    assert.deepEqual(await listTables(installation.prefix), migrated);
    await first.stop();
    if (process.getuid() !== 0) {
      t.skip('needs to be root to start it as another user');
      return;
    }
    const replica = await installation.start({
      user,
      env: {
        // As the image sets it: the user has no home, and Node asks for one.
        HOME: '/tmp',
        APP_CONFIG_backend_database_skipMigrations: 'true',
        APP_CONFIG_causeway_telemetry_metrics_enabled: 'true',
      },
    });
    await replica.untilReady();
    await assertHealth(replica);
    await assertAssets(replica);
    const token = await signIn(replica.url);
    const answer = await fetch(`${replica.url}/api/catalog/entities/by-query`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    assert.equal(answer.status, 200, await answer.text());
    assert.equal(await replica.stop(), 0);
    const { POSTGRES_PASSWORD, GITHUB_TOKEN } = installation.env;
    for (const secret of [POSTGRES_PASSWORD, GITHUB_TOKEN]) {
      // The password of the test database may be an ordinary word.
      assert.ok(secret.length < 12 || !replica.output.includes(secret));
    }
  });

  it('names what is missing when a secret is, and ends', async () => {
    const replica = await installation.start({
      env: {
        AUTH_GITHUB_CLIENT_SECRET: undefined,
        // What nobody signs in with may lack its secret.
        APP_CONFIG_app_signIn_providers: '["github"]',
        APP_CONFIG_backend_database_skipMigrations: 'true',
      },
    });
    assert.equal(await replica.exited, 1);
    assert.deepEqual(lastLines(replica, 2), [
      "The module 'sign-in-providers' of the plugin 'auth' cannot start: 'auth.providers.github.production.clientSecret' is missing, and app.signIn.providers names 'github'. Set it, or the environment variable that it is read from.",
      'The backend did not start.',
    ]);
  });

  it('is the same when it is made again', async () => {
    const output = await mkdtemp(join(tmpdir(), 'causeway-image-'));
    const { context, bundle } = installation;
    try {
      const runtime = await findNodeRuntime(context);
      for (const name of ['packages', 'finish']) {
        await stages[name](context, { runtime, output });
      }
      const [first, second] = await Promise.all(
        [bundle, output].map(folder =>
          readFile(join(folder, 'manifest.txt'), 'utf8'),
        ),
      );
      const lines = first.split('\n');
      const others = new Set(second.split('\n'));
      assert.deepEqual(
        lines.filter(line => !others.has(line)),
        [],
      );
      assert.equal(first, second);
    } finally {
      await rm(output, { recursive: true, force: true });
    }
  });
});

async function listTables(prefix) {
  const server = await connectToDatabase();
  const { rows } = await server.query(
    'select datname from pg_database where datname like $1 order by datname',
    [`${prefix}%`],
  );
  await server.end();
  const tables = [];
  for (const { datname } of rows) {
    const database = await connectToDatabase(datname);
    const found = await database.query(
      "select table_name from information_schema.tables where table_schema = 'public' order by 1",
    );
    await database.end();
    tables.push(...found.rows.map(row => `${datname}.${row.table_name}`));
  }
  return tables;
}

async function assertHealth({ healthUrl }) {
  const read = async path => {
    const response = await fetch(`${healthUrl}${path}`);
    return [response.status, await response.text()];
  };
  assert.deepEqual(await read('/healthz/live'), [200, '{"status":"ok"}']);
  assert.deepEqual(await read('/healthz/ready'), [200, '{"status":"ok"}']);
  const [status, metrics] = await read('/metrics');
  assert.equal(status, 200);
  assert.match(metrics, /^# TYPE \w+ (?:gauge|counter|histogram)$/m);
  assert.equal((await read('/elsewhere'))[0], 404);
}

async function assertAssets({ url }) {
  const page = await (await fetch(url)).text();
  const scripts = [...page.matchAll(/src="([^"]*\/static\/[^"]+\.js)"/g)];
  assert.ok(scripts.length > 0, page);
  for (const [, path] of scripts) {
    const asset = new URL(path, url);
    const response = await fetch(asset, {
      headers: { 'Accept-Encoding': 'br' },
    });
    await response.body.cancel();
    assert.equal(response.status, 200, asset.pathname);
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    const [encoding, caching] = ['content-encoding', 'cache-control'].map(
      name => response.headers.get(name),
    );
    // What is too small to be worth it is sent as it is.
    if (encoding) {
      assert.equal(encoding, 'br', asset.pathname);
      assert.equal(caching, 'public, max-age=31536000, immutable');
    }
  }
  const [, first] = scripts[0];
  const plain = await fetch(new URL(first, url), {
    headers: { 'Accept-Encoding': 'identity' },
  });
  assert.equal(plain.headers.get('content-encoding'), null);
  assert.match(await plain.text(), /\S/);
}

function lastLines(replica, count) {
  return replica.output.trimEnd().split('\n').slice(-count);
}
