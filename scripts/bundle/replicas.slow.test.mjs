import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { findRedis } from './testing/findRedis.mjs';
import {
  connectToDatabase,
  Installation,
  signIn,
  skipWithoutDatabase,
} from './testing/Installation.mjs';
import { ask, Load } from './testing/Load.mjs';
import { LoadBalancer } from './testing/LoadBalancer.mjs';

const rounds = 20;
const outageMs = 30_000;

const paths = [
  '/',
  '/catalog',
  '/api/catalog/entities/by-query?limit=20',
  '/api/catalog/entity-facets?facet=kind',
  '/api/search/query?term=service',
  '/api/notifications/notifications?limit=5',
  '/api/user-settings/buckets/test/keys/none',
];
// The last one answers 404: the setting does not exist.
const isExpected = ({ path, status }) =>
  status === 200 || (path.endsWith('/none') && status === 404);

describe('several replicas', { skip: skipWithoutDatabase }, () => {
  let installation;
  let balancer;
  let replicas;
  let token;
  let settings;

  const startReplica = async () => {
    const replica = await installation.start({ env: settings });
    balancer.add(replica);
    return replica;
  };

  before(async () => {
    installation = await Installation.prepare();
    const redis = await findRedis(installation.context);
    settings = {
      // Each pod of the chart: the migration has run.
      APP_CONFIG_backend_database_skipMigrations: 'true',
      // The load is that of many people, and has the token of one.
      APP_CONFIG_causeway_rateLimit_perUser: '1000000',
      APP_CONFIG_search_collators_catalog_schedule: JSON.stringify({
        // Objects would be merged with those of the file.
        frequency: 'PT4S',
        timeout: 'PT1M',
        initialDelay: 'PT1S',
      }),
      ...('executable' in redis && {
        APP_CONFIG_backend_cache: JSON.stringify({
          store: 'redis',
          connection: await installation.startCache(redis.executable),
        }),
      }),
    };
    const migration = await installation.start({ command: ['migrate'] });
    assert.equal(await migration.exited, 0, migration.output);
    balancer = new LoadBalancer();
    await balancer.listen(installation.entrance);
    replicas = [await startReplica(), await startReplica()];
    await Promise.all(replicas.map(replica => replica.untilReady()));
    await Promise.all(replicas.map(replica => balancer.untilReady(replica)));
    token = await signIn(installation.url);
  });

  after(async () => {
    await balancer?.close();
    await installation?.release();
  });

  it('answer alike, whichever of them signed a user in', async () => {
    const answers = [];
    for (let index = 0; index < 2 * paths.length; index += 1) {
      answers.push(
        await ask(installation.url, paths[index % paths.length], token),
      );
    }
    assert.deepEqual(
      answers.filter(answer => !isExpected(answer)),
      [],
    );
    assert.equal(new Set(answers.map(({ replica }) => replica)).size, 2);
  });

  it('keep an idle connection for longer than a load balancer does', async () => {
    const answer = await fetch(replicas[0].url);
    await answer.body?.cancel();
    assert.equal(answer.headers.get('keep-alive'), 'timeout=620');
  });

  it('run a scheduled task once, not once each', async () => {
    const line = 'Collating documents for software-catalog via';
    const count = replica => replica.output.split(line).length - 1;
    const before = replicas.map(count);
    const start = Date.now();
    await sleep(40_000);
    const seconds = (Date.now() - start) / 1000;
    const runs = replicas.map((each, index) => count(each) - before[index]);
    const total = runs[0] + runs[1];
    // Every 4 seconds, and one more at either end of the time that was watched.
    assert.ok(total <= seconds / 4 + 2, `${runs} runs in ${seconds} s`);
    assert.ok(total >= 3, `${runs} runs in ${seconds} s`);
  });

  it('tell a browser on one of them of a notification that reached the other', async () => {
    const [here, there] = replicas;
    const socket = await listenForSignals(there, token);
    const titles = Array.from({ length: 20 }, (_, index) => `Note ${index}`);
    for (const title of titles) {
      const response = await fetch(
        `${here.url}/api/notifications/notifications`,
        {
          method: 'POST',
          headers: {
            Authorization: `Bearer ${installation.serviceToken}`,
            'Content-Type': 'application/json',
          },
          body: JSON.stringify({
            recipients: {
              type: 'entity',
              entityRef: 'user:development/guest',
            },
            payload: { title, severity: 'normal' },
          }),
        },
      );
      assert.equal(response.status, 200, await response.text());
    }
    const list = await fetch(
      `${there.url}/api/notifications/notifications?limit=50`,
      { headers: { Authorization: `Bearer ${token}` } },
    );
    const { notifications } = await list.json();
    assert.deepEqual(
      notifications.map(({ payload }) => payload.title).sort(),
      [...titles].sort(),
    );
    const expected = new Set(notifications.map(({ id }) => id));
    const deadline = Date.now() + 20_000;
    while (socket.received.size < expected.size && Date.now() < deadline) {
      await sleep(100);
    }
    socket.close();
    assert.deepEqual(socket.received, expected);
  });

  it(`lose no request over ${rounds} rolling restarts`, async () => {
    const load = Load.start({ url: installation.url, token, paths });
    let codes = [];
    for (let round = 0; round < rounds; round += 1) {
      for (const index of [0, 1]) {
        const old = replicas[index];
        // As a rolling update does that may not fall below the number of replicas.
        replicas[index] = await startReplica();
        await balancer.untilReady(replicas[index]);
        codes = [...codes, await old.stop()];
        balancer.remove(old);
      }
    }
    await load.stop();
    assert.deepEqual(
      load.answers.filter(answer => !isExpected(answer)),
      [],
    );
    assert.deepEqual(new Set(codes), new Set([0]));
    process.stdout.write(
      `${load.answers.length} requests, none lost, over ${codes.length} restarts\n`,
    );
  });

  it('leave no lock behind when they stop', async () => {
    const databases = ['catalog', 'scorecard', 'search', 'notifications'];
    for (const plugin of databases) {
      const client = await connectToDatabase(`${installation.prefix}${plugin}`);
      const { rows } = await client.query(
        `select id, current_run_started_at from backstage_backend_tasks__tasks
         where current_run_ticket is not null
         and current_run_started_at < now() - interval '30 seconds'`,
      );
      await client.end();
      assert.deepEqual(rows, [], plugin);
    }
  });

  it('answer from memory or with a plain 503 while the database is gone, and recover', async () => {
    const load = Load.start({ url: installation.url, token, paths });
    await sleep(3000);
    await installation.database.close();
    const gone = Date.now();
    await sleep(outageMs);
    await installation.database.open();
    const back = Date.now();
    let recoveredMs;
    for (let good = 0; good < 2 * paths.length; ) {
      const answer = await ask(
        installation.url,
        paths[good % paths.length],
        token,
      );
      good = isExpected(answer) ? good + 1 : 0;
      recoveredMs = Date.now() - back;
      assert.ok(recoveredMs < 60_000, 'did not recover within a minute');
    }
    await load.stop();
    const during = load.answers.filter(
      ({ at, tookMs }) => at > gone && at + tookMs < back,
    );
    const unclear = during.filter(
      answer =>
        !isExpected(answer) &&
        !(answer.status === 503 && answer.type?.includes('application/json')),
    );
    assert.deepEqual(unclear.slice(0, 5), []);
    assert.ok(during.some(({ status }) => status === 503));
    assert.ok(
      during.some(({ path, status }) => path === '/' && status === 200),
    );
    assert.ok(replicas.every(replica => replica.isRunning));
    assert.ok(recoveredMs <= 10_000, `recovered after ${recoveredMs} ms`);
    const slowest = Math.max(...during.map(({ tookMs }) => tookMs));
    process.stdout.write(
      `${during.length} requests while the database was gone, the slowest ${slowest} ms; recovered after ${recoveredMs} ms\n`,
    );
  });
});

async function listenForSignals(replica, token) {
  const socket = new WebSocket(
    `${replica.url.replace('http', 'ws')}/api/signals`,
    [token],
  );
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', () =>
      reject(new Error('The web socket was refused.')),
    );
  });
  const received = new Set();
  socket.addEventListener('message', ({ data }) => {
    const { channel, message } = JSON.parse(data);
    if (channel === 'notifications' && message.notification_id) {
      received.add(message.notification_id);
    }
  });
  socket.send(
    JSON.stringify({ action: 'subscribe', channel: 'notifications' }),
  );
  // The subscription is not confirmed.
  await sleep(1000);
  return { received, close: () => socket.close() };
}
