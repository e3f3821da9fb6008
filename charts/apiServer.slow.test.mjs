import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { prepareGoTools } from '../scripts/launcher/goTools.mjs';
import { root } from '../scripts/launcher/paths.mjs';
import { Progress } from '../scripts/launcher/Progress.mjs';
import { ApiServer } from './testing/ApiServer.mjs';
import { run } from './testing/helm.mjs';
import { JobController } from './testing/JobController.mjs';
import { prepareCustomKinds } from './testing/prepareSchemas.mjs';

const context = {
  progress: new Progress(),
  stop: new AbortController().signal,
};
const tools = await prepareGoTools(context, ['helm', 'etcd', 'kube-apiserver']);
const kinds = tools.unavailable ? tools : await prepareCustomKinds(context);
const skip = kinds.unavailable ?? false;
const rendered = join(root, 'charts/testing/rendered');
const minimal = ['-f', 'charts/causeway/ci/minimal-values.yaml'];

let server;
before(async () => {
  if (skip) {
    return;
  }
  server = await ApiServer.start(tools.paths);
  for (const file of kinds.files) {
    for (const kind of await readObjects(file)) {
      await create(kind);
    }
  }
  for (const name of ['portal', 'backstage-system', 'shop', 'payments']) {
    await createNamespace(name);
  }
  await create({
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: 'platform' },
    value: 1000,
  });
});
after(() => server?.stop());

describe('a real API server', { skip }, () => {
  it('accepts every object of every values file', async test => {
    let count = 0;
    for await (const { file, objects } of listRendered()) {
      for (const object of objects) {
        const namespace = object.metadata.namespace ?? 'portal';
        const { status, body, warnings } = await server.create(
          { ...object, metadata: { ...object.metadata, namespace } },
          { isDryRun: true },
        );
        assert.equal(
          status,
          201,
          `${describeObject(file, object)}: ${body.message}`,
        );
        assert.deepEqual(warnings, [], describeObject(file, object));
        count += 1;
      }
    }
    assert.ok(count > 90, `only ${count} objects`);
    test.diagnostic(`${count} objects accepted`);
  });

  it('accepts every pod under Pod Security "restricted"', async test => {
    let count = 0;
    for await (const { file, objects } of listRendered()) {
      for (const object of objects.flatMap(listPods)) {
        await ensureAccount(object.spec.serviceAccountName ?? 'default');
        const { status, body } = await server.create(object, {
          isDryRun: true,
        });
        assert.equal(
          status,
          201,
          `${describeObject(file, object)}: ${body.message}`,
        );
        count += 1;
      }
    }
    assert.ok(count > 15, `only ${count} pods`);
    test.diagnostic(`${count} pods accepted`);
  });

  it('refuses a pod that lacks one of the settings', async () => {
    const [deployment] = (
      await readObjects(join(rendered, 'causeway/minimal.yaml'))
    ).filter(({ kind }) => kind === 'Deployment');
    const [pod] = listPods(deployment);
    await ensureAccount(pod.spec.serviceAccountName);
    delete pod.spec.containers[0].securityContext.capabilities;
    const { status, body } = await server.create(pod, { isDryRun: true });
    assert.equal(status, 403);
    assert.match(body.message, /violates PodSecurity "restricted:latest"/);
  });
});

describe('what the reader may', { skip }, () => {
  const user = 'system:serviceaccount:backstage-system:backstage-reader';
  const readable = [
    ['', 'pods'],
    ['', 'pods', 'log'],
    ['', 'services'],
    ['', 'configmaps'],
    ['', 'resourcequotas'],
    ['', 'limitranges'],
    ['', 'events'],
    ['apps', 'deployments'],
    ['apps', 'replicasets'],
    ['apps', 'statefulsets'],
    ['apps', 'daemonsets'],
    ['autoscaling', 'horizontalpodautoscalers'],
    ['batch', 'jobs'],
    ['batch', 'cronjobs'],
    ['networking.k8s.io', 'ingresses'],
    ['metrics.k8s.io', 'pods'],
  ];
  const writes = ['create', 'update', 'patch', 'delete', 'deletecollection'];

  before(async () => {
    if (!skip) {
      await helm('install', 'reader', 'charts/causeway-reader', [
        ...['--namespace', 'backstage-system'],
      ]);
    }
  });

  for (const [group, resource, subresource] of readable) {
    const name = [group, resource, subresource].filter(Boolean).join('/');
    it(`reads ${name} and does not write it`, async () => {
      const verbs =
        group === 'metrics.k8s.io' ? ['get', 'list'] : ['get', 'list', 'watch'];
      for (const verb of [...verbs, ...writes]) {
        const isPermitted = await server.permits(user, {
          ...{ verb, group, resource, subresource, namespace: 'shop' },
        });
        assert.equal(isPermitted, verbs.includes(verb), `${verb} ${name}`);
      }
    });
  }

  for (const [group, resource, subresource] of [
    ['', 'secrets'],
    ['', 'serviceaccounts', 'token'],
    ['', 'pods', 'exec'],
    ['', 'pods', 'portforward'],
    ['', 'nodes'],
    ['rbac.authorization.k8s.io', 'clusterroles'],
  ]) {
    const name = [group, resource, subresource].filter(Boolean).join('/');
    it(`neither reads nor writes ${name}`, async () => {
      for (const verb of ['get', 'list', 'watch', ...writes]) {
        const isPermitted = await server.permits(user, {
          ...{ verb, group, resource, subresource, namespace: 'shop' },
        });
        assert.equal(isPermitted, false, `${verb} ${name}`);
      }
    });
  }

  it('ends at the namespaces that are named', async () => {
    await helm('install', 'some', 'charts/causeway-reader', [
      ...['--namespace', 'backstage-system', '--set', 'name=some-reader'],
      ...['--set', 'namespaces={shop}'],
    ]);
    const some = 'system:serviceaccount:backstage-system:some-reader';
    for (const [namespace, expected] of [
      ['shop', true],
      ['payments', false],
    ]) {
      const isPermitted = await server.permits(some, {
        ...{ verb: 'list', group: '', resource: 'pods', namespace },
      });
      assert.equal(isPermitted, expected, namespace);
    }
  });
});

describe('Helm against a real API server', { skip }, () => {
  const namespace = 'rehearsal';
  const place = ['--namespace', namespace];
  const jobs = [];
  let outcome = 'Complete';
  let controller;

  before(async () => {
    if (skip) {
      return;
    }
    await createNamespace(namespace);
    controller = JobController.start({
      server,
      namespace,
      decide: async job => {
        const current = await getDeployment();
        jobs.push({
          image: job.spec.template.spec.containers[0].image,
          serving: current.spec?.template.spec.containers[0].image,
        });
        return outcome;
      },
    });
  });
  after(() => controller?.stop());

  async function getDeployment() {
    const path = `/apis/apps/v1/namespaces/${namespace}/deployments/causeway`;
    const { status, body } = await server.request('GET', path);
    return status === 200 ? body : {};
  }

  async function getSecret() {
    const path = `/api/v1/namespaces/${namespace}/secrets/causeway-generated`;
    const { body } = await server.request('GET', path);
    return body.data['session-secret'];
  }

  function image(tag) {
    return `images.example.com/platform/causeway:${tag}`;
  }

  function upgrade(...args) {
    return helm('upgrade', 'causeway', 'charts/causeway', [
      ...[...place, ...minimal, ...args],
    ]);
  }

  let secret;

  it('installs from three values, after the databases are migrated', async () => {
    const { stdout } = await helm('install', 'causeway', 'charts/causeway', [
      ...[...place, ...minimal, '--set', 'backstage.image.tag=1.0.0'],
    ]);
    assert.deepEqual(jobs, [{ image: image('1.0.0'), serving: undefined }]);
    const { spec } = await getDeployment();
    assert.equal(spec.template.spec.containers[0].image, image('1.0.0'));
    secret = await getSecret();
    assert.equal(Buffer.from(secret, 'base64').length, 48);
    assert.match(stdout, /People reach it at http:\/\/portal.example.com/);
    assert.match(stdout, /Passwords and sessions travel in the clear/);
  });

  it('starts no pod anew when nothing changed', async () => {
    const before = await getDeployment();
    await upgrade('--set', 'backstage.image.tag=1.0.0');
    const now = await getDeployment();
    assert.equal(now.metadata.generation, before.metadata.generation);
    assert.equal(await getSecret(), secret);
  });

  it('starts pods anew when only the configuration changed', async () => {
    const before = await getDeployment();
    await upgrade(
      ...['--set', 'backstage.image.tag=1.0.0'],
      ...['--set', 'backstage.appConfig.app.title=Portal'],
    );
    const now = await getDeployment();
    assert.equal(now.metadata.generation, before.metadata.generation + 1);
  });

  it('migrates with the new image while the old one serves, and keeps secrets', async () => {
    jobs.length = 0;
    await upgrade('--set', 'backstage.image.tag=2.0.0');
    assert.deepEqual(jobs, [
      { image: image('2.0.0'), serving: image('1.0.0') },
    ]);
    const { spec } = await getDeployment();
    assert.equal(spec.template.spec.containers[0].image, image('2.0.0'));
    assert.equal(await getSecret(), secret);
  });

  it('leaves the old image alone when the migration fails', async () => {
    outcome = 'Failed';
    const { code, stderr } = await run(
      tools.paths.helm,
      [
        ...['upgrade', 'causeway', 'charts/causeway', ...place, ...minimal],
        ...['--set', 'backstage.image.tag=3.0.0'],
      ],
      { KUBECONFIG: server.kubeconfig },
    );
    outcome = 'Complete';
    assert.equal(code, 1);
    assert.match(stderr, /pre-upgrade hooks failed/);
    const { spec } = await getDeployment();
    assert.equal(spec.template.spec.containers[0].image, image('2.0.0'));
  });

  it('goes back to the revision before', async () => {
    const revisions = JSON.parse(
      (await helm('history', 'causeway', [...place, '--output', 'json']))
        .stdout,
    );
    assert.deepEqual(
      revisions.map(({ status }) => status),
      ['superseded', 'superseded', 'superseded', 'deployed', 'failed'],
    );
    await helm('rollback', 'causeway', '3', place);
    const { spec } = await getDeployment();
    assert.equal(spec.template.spec.containers[0].image, image('1.0.0'));
    assert.equal(await getSecret(), secret);
  });

  it('finds its secrets again after it was removed', async () => {
    await helm('uninstall', 'causeway', place);
    assert.deepEqual(await getDeployment(), {});
    await helm('install', 'causeway', 'charts/causeway', [
      ...place,
      ...minimal,
    ]);
    assert.equal(await getSecret(), secret);
    await helm('uninstall', 'causeway', place);
  });

  it('installs a trial without a job, and keeps the password of its database', async () => {
    jobs.length = 0;
    const trial = ['-f', 'charts/causeway/ci/trial-values.yaml', ...place];
    await helm('install', 'trial', 'charts/causeway', trial);
    const path = `/api/v1/namespaces/${namespace}/secrets/trial-causeway-database`;
    const { body: first } = await server.request('GET', path);
    await helm('upgrade', 'trial', 'charts/causeway', trial);
    const { body: second } = await server.request('GET', path);
    assert.ok(first.data['user-password']);
    assert.equal(second.data['user-password'], first.data['user-password']);
    assert.deepEqual(jobs, []);
  });

  it('applies nothing when a value is wrong', async () => {
    const { code, stderr } = await run(
      tools.paths.helm,
      [
        ...['install', 'wrong', 'charts/causeway', ...place, ...minimal],
        ...['--set', 'backstage.replicas=3'],
      ],
      { KUBECONFIG: server.kubeconfig },
    );
    assert.equal(code, 1);
    assert.match(stderr, /Several pods need one cache/);
    const { body } = await server.request(
      'GET',
      `/api/v1/namespaces/${namespace}/configmaps/wrong-causeway-app-config`,
    );
    assert.equal(body.code, 404);
  });
});

async function helm(verb, ...args) {
  const result = await run(
    tools.paths.helm,
    [verb, ...args.flat(), ...(verb === 'history' ? [] : ['--timeout', '60s'])],
    { KUBECONFIG: server.kubeconfig },
  );
  assert.equal(result.code, 0, result.stderr);
  return result;
}

async function create(object) {
  const { status, body } = await server.create(object);
  assert.equal(status, 201, body.message);
}

async function createNamespace(name) {
  await create({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      labels: {
        'pod-security.kubernetes.io/enforce': 'restricted',
        // What a workload would be warned of is an error in these tests.
        'pod-security.kubernetes.io/warn': 'restricted',
      },
    },
  });
  await ensureAccount('default', name);
}

// A controller that is not here makes the one named 'default'.
async function ensureAccount(name, namespace = 'portal') {
  const { status, body } = await server.create({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace },
  });
  assert.ok([201, 409].includes(status), body.message);
}

async function* listRendered() {
  const names = await readdir(rendered, { recursive: true });
  for (const name of names.filter(each => each.endsWith('.yaml')).sort()) {
    yield { file: name, objects: await readObjects(join(rendered, name)) };
  }
}

async function readObjects(file) {
  const text = (await readFile(file, 'utf8')).replaceAll(
    'GENERATED',
    Buffer.from('generated').toString('base64'),
  );
  return parseAllDocuments(text)
    .map(document => document.toJS())
    .filter(Boolean);
}

/** The pods that an object would start. */
function listPods(object) {
  const { kind, spec } = object;
  if (kind !== 'Pod' && !spec?.template?.spec?.containers) {
    return [];
  }
  const pod = kind === 'Pod' ? object : spec.template;
  // Their volumes are there only once the set has made them.
  const claims = (spec.volumeClaimTemplates ?? []).map(({ metadata }) => ({
    name: metadata.name,
    persistentVolumeClaim: { claimName: metadata.name },
  }));
  return [
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        ...pod.metadata,
        name: object.metadata.name,
        namespace: 'portal',
      },
      spec: { ...pod.spec, volumes: [...(pod.spec.volumes ?? []), ...claims] },
    },
  ];
}

function describeObject(file, { kind, metadata }) {
  return `${kind} '${metadata.name}' of ${file}`;
}
