import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Container,
  skipWithoutContainers,
} from '../scripts/bundle/testing/Container.mjs';
import { findRedis } from '../scripts/bundle/testing/findRedis.mjs';
import {
  findFreePort,
  Installation,
  skipWithoutDatabase,
} from '../scripts/bundle/testing/Installation.mjs';
import { prepareGoTools } from '../scripts/launcher/goTools.mjs';
import { Progress } from '../scripts/launcher/Progress.mjs';
import { run } from './testing/helm.mjs';
import { readObjects, resolveEnvironment } from './testing/readPods.mjs';

const context = {
  progress: new Progress(),
  stop: new AbortController().signal,
};
const { paths, unavailable } = await prepareGoTools(context, ['helm']);
const skip = unavailable || skipWithoutDatabase || skipWithoutContainers;

// The pods of the chart without a kubelet: their commands, arguments, environment, ConfigMaps
// and volumes, the tree of the image and the user of the image, on a real PostgreSQL. Only
// addresses are the test's.
describe('what the chart renders', { skip: skip || false }, () => {
  let installation;
  let redis;
  const containers = [];

  before(async () => {
    installation = await Installation.prepare();
    redis = await findRedis(context);
  });
  after(async () => {
    await Promise.all(containers.map(container => container.stop()));
    await installation?.release();
  });

  const render = async (ports, values = {}) => {
    const all = {
      'ingress.host': 'portal.example.com',
      'backstage.image.repository': 'images.example.com/causeway',
      'database.existingSecret': 'causeway-database',
      // From here on: where this machine differs from a cluster.
      'database.port': installation.database.port,
      'backstage.containerPorts.backend': ports.backend,
      'backstage.containerPorts.health': ports.health,
      'backstage.extraEnvVars': [
        {
          name: 'APP_CONFIG_backend_database_prefix',
          value: installation.prefix,
        },
      ],
      ...values,
    };
    const { code, stdout, stderr } = await run(paths.helm, [
      ...['template', 'causeway', 'charts/causeway', '--namespace', 'portal'],
      ...Object.entries(all).flatMap(([key, value]) => [
        ...['--set-json', `${key}=${JSON.stringify(value)}`],
      ]),
    ]);
    assert.equal(code, 0, stderr);
    return readObjects(stdout);
  };

  const findPorts = async () => ({
    backend: await findFreePort(),
    health: await findFreePort(),
  });

  const start = async (objects, kind, name, secrets = {}) => {
    const container = objects.findContainer(kind, name);
    const folder = join(installation.folder, `${containers.length}-${name}`);
    const { generated, database } = readSecrets(objects, installation.env);
    const readOnly = {};
    const writable = [];
    for (const { name: volume, mountPath } of container.volumeMounts ?? []) {
      const { configMap, emptyDir } = container.volumes.find(
        each => each.name === volume,
      );
      if (emptyDir) {
        writable.push(mountPath);
        continue;
      }
      readOnly[mountPath] = join(folder, volume);
      await mkdir(readOnly[mountPath], { recursive: true });
      const { data } = objects.find('ConfigMap', configMap.name);
      for (const [file, text] of Object.entries(data)) {
        await writeFile(join(readOnly[mountPath], file), text);
      }
    }
    const started = await Container.start({
      tree: installation.bundle,
      node: installation.node,
      folder,
      command: [...container.command, ...container.args],
      env: resolveEnvironment(container, {
        'causeway-database': database,
        'causeway-generated': generated,
        ...secrets,
      }),
      readOnly,
      writable,
    });
    containers.push(started);
    return started;
  };

  it('migrates, starts, answers its probes and `helm test`, and stops, from three values', async () => {
    const ports = await findPorts();
    const objects = await render(ports);
    const migration = await start(objects, 'Job', 'causeway-migration');
    assert.equal(await migration.exited, 0, migration.output.slice(-4000));
    assert.match(
      migration.output,
      /The databases of all plugins are up to date/,
    );

    const portal = await start(objects, 'Deployment', 'causeway');
    await untilProbed(portal, objects, 'startupProbe', ports);
    for (const probe of ['readinessProbe', 'livenessProbe']) {
      assert.equal(await probeOnce(objects, probe, ports), 200, probe);
    }
    const metrics = await fetch(`http://127.0.0.1:${ports.health}/metrics`);
    assert.equal(metrics.status, 404);

    const passed = await runHelmTest(start, objects, ports);
    assert.equal(passed.code, 0, passed.output);
    assert.equal(passed.output.match(/ answered \d+\.\n/g).length, 3);

    assert.equal(await portal.stop(), 0);
    assert.doesNotMatch(portal.output, /EROFS|EACCES/);
    const failed = await runHelmTest(start, objects, ports);
    assert.notEqual(failed.code, 0, failed.output);
  });

  it('serves metrics where Prometheus is to read them', async () => {
    const ports = await findPorts();
    const objects = await render(ports, {
      'metrics.serviceMonitor.enabled': true,
      'metrics.prometheusRule.enabled': true,
    });
    const portal = await start(objects, 'Deployment', 'causeway');
    await untilProbed(portal, objects, 'startupProbe', ports);
    const metrics = await fetch(`http://127.0.0.1:${ports.health}/metrics`);
    assert.equal(metrics.status, 200);
    const text = await metrics.text();
    // What the alerts ask of the portal itself.
    const { spec } = objects.find('PrometheusRule', 'causeway');
    const names = new Set(
      spec.groups
        .flatMap(group => group.rules)
        .flatMap(({ expr }) => expr.match(/\b[a-z_0-9]+(?=\{)/g) ?? [])
        .filter(name => name !== 'up' && !name.startsWith('kube_')),
    );
    assert.ok(names.size >= 3, [...names].join());
    for (const name of names) {
      assert.match(text, new RegExp(`^${name}\\b`, 'm'));
    }
    // The database's client is instrumented too, though the rest is one file.
    assert.match(text, /^db_client_/m);
    assert.equal(await portal.stop(), 0);
  });

  it('leaves scheduled work to the workers', async t => {
    if (redis.missing) {
      t.skip(redis.missing);
      return;
    }
    const cache = await installation.startCache(redis.executable);
    const [webPorts, workerPorts] = [await findPorts(), await findPorts()];
    const values = {
      'worker.enabled': true,
      'worker.replicas': 1,
      'database.maxConnections': 200,
      'cache.store': 'redis',
      'cache.existingSecret': 'causeway-cache',
      'backstage.appConfig.techdocs.publisher': {
        type: 'awsS3',
        awsS3: { bucketName: 'docs', region: 'eu-west-1' },
      },
    };
    const secrets = { 'causeway-cache': { CACHE_URL: cache } };
    const [webObjects, workerObjects] = [
      await render(webPorts, values),
      await render(workerPorts, values),
    ];
    const web = await start(webObjects, 'Deployment', 'causeway', secrets);
    const worker = await start(
      workerObjects,
      'Deployment',
      'causeway-worker',
      secrets,
    );
    await untilProbed(web, webObjects, 'startupProbe', webPorts);
    await untilProbed(worker, workerObjects, 'startupProbe', workerPorts);
    const task = 'Collating documents for software-catalog';
    const deadline = Date.now() + 120_000;
    while (!worker.output.includes(task) && Date.now() < deadline) {
      await sleep(500);
    }
    assert.ok(worker.output.includes(task), worker.output.slice(-4000));
    assert.ok(!web.output.includes(task));
    assert.deepEqual(await Promise.all([web.stop(), worker.stop()]), [0, 0]);
  });
});

function readSecrets(objects, { POSTGRES_USER, POSTGRES_PASSWORD }) {
  const { data } = objects.find('Secret', 'causeway-generated');
  return {
    generated: Object.fromEntries(
      Object.entries(data).map(([key, value]) => [
        key,
        Buffer.from(value, 'base64').toString(),
      ]),
    ),
    database: { POSTGRES_HOST: '127.0.0.1', POSTGRES_USER, POSTGRES_PASSWORD },
  };
}

async function probeOnce(objects, name, ports) {
  const { httpGet } = objects.findContainer('Deployment', 'causeway')[name];
  try {
    const response = await fetch(
      `http://127.0.0.1:${ports[httpGet.port]}${httpGet.path}`,
    );
    await response.body?.cancel();
    return response.status;
  } catch {
    // Nothing listens yet.
    return 0;
  }
}

async function untilProbed(portal, objects, name, ports) {
  const { periodSeconds, failureThreshold } = objects.findContainer(
    'Deployment',
    'causeway',
  )[name];
  const deadline = Date.now() + periodSeconds * failureThreshold * 1000;
  while ((await probeOnce(objects, name, ports)) !== 200) {
    assert.ok(
      portal.isRunning && Date.now() < deadline,
      portal.output.slice(-4000),
    );
    await sleep(250);
  }
}

// The services that its pod names, on this machine.
async function runHelmTest(start, objects, ports) {
  const pod = objects.findContainer('Pod', 'causeway-test');
  for (const variable of pod.env) {
    const port = variable.name === 'HEALTH_URL' ? ports.health : ports.backend;
    variable.value = `http://127.0.0.1:${port}`;
  }
  const test = await start(objects, 'Pod', 'causeway-test');
  return { code: await test.exited, output: test.output };
}
