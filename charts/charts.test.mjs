import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, it } from 'node:test';
import { Document, parseAllDocuments } from 'yaml';
import { prepareGoTools } from '../scripts/launcher/goTools.mjs';
import { root } from '../scripts/launcher/paths.mjs';
import { Progress } from '../scripts/launcher/Progress.mjs';
import { run } from './testing/helm.mjs';
import {
  kubernetesVersions,
  prepareSchemas,
} from './testing/prepareSchemas.mjs';
import { formatValuesTable, listValues } from './testing/valuesTable.mjs';

const charts = ['causeway', 'causeway-reader'];
const context = {
  progress: new Progress(),
  stop: new AbortController().signal,
};
const { paths, unavailable } = await prepareGoTools(context, [
  'helm',
  'helm-unittest',
  'kubeconform',
]);
const schemas = unavailable ? { unavailable } : await prepareSchemas(context);
const cases = await listCases();
// `UPDATE=1` writes what is rendered now: read the difference before you commit it.
const isUpdate = process.env.UPDATE === '1';

describe('charts', { skip: unavailable ?? false }, () => {
  for (const chart of charts) {
    it(`helm lint has nothing to say about ${chart}`, async () => {
      for (const { file } of cases.filter(each => each.chart === chart)) {
        const { code, stdout } = await run(paths.helm, [
          ...['lint', '--strict', '--quiet', '-f', file, join('charts', chart)],
        ]);
        assert.equal(code, 0, stdout);
      }
    });

    it(`the unit tests of ${chart} pass`, async () => {
      const { code, stdout } = await run(paths['helm-unittest'], [
        ...['--strict', join('charts', chart)],
      ]);
      assert.equal(code, 0, stdout);
      assert.match(stdout, /Tests: +[1-9]\d* passed, [1-9]\d* total/);
    });
  }

  for (const { chart, name, file } of cases) {
    it(`${chart} renders ${name} as before`, async () => {
      const text = keepOut(await render(chart, file));
      const expectedFile = join(
        ...[root, 'charts/testing/rendered', chart, `${name}.yaml`],
      );
      if (isUpdate) {
        await mkdir(join(expectedFile, '..'), { recursive: true });
        await writeFile(expectedFile, text);
      }
      assert.ok(existsSync(expectedFile), `'${expectedFile}' is missing`);
      assert.equal(text, await readFile(expectedFile, 'utf8'));
    });
  }

  it('gives objects names that are short enough, whatever the release is called', async () => {
    const text = await render('causeway', cases[0].file, 'x'.repeat(53));
    for (const document of parseAllDocuments(text)) {
      const { name } = document.toJS().metadata;
      assert.ok(name.length <= 63, `'${name}' is too long`);
    }
  });

  it('uses the same rules for its own cluster as for remote ones', async () => {
    const [own, remote] = await Promise.all(
      charts.map(chart =>
        readFile(
          join(root, 'charts', chart, 'files/reader-rules.yaml'),
          'utf8',
        ),
      ),
    );
    assert.equal(own, remote);
  });

  it('never lets a planted password out of a Secret', async () => {
    const text = await render('causeway', findCase('gateway'));
    const kinds = parseAllDocuments(text)
      .map(document => document.toJS())
      .filter(object => hasText(object, 'planted-password'))
      .map(object => object.kind);
    assert.deepEqual([...new Set(kinds)], ['Secret']);
  });
});

describe('wrong values', { skip: unavailable ?? false }, () => {
  for (const chart of charts) {
    it(`of ${chart} are refused at every level: a key that is not known`, async () => {
      const { maps } = await listLevels(chart);
      const errors = await refuse(
        chart,
        maps.map(path => [[...path, 'unknownKey'], 1]),
      );
      for (const path of maps) {
        assert.match(
          errors,
          new RegExp(
            `at '/?${path.join(
              '/',
            )}': additional properties 'unknownKey' not allowed`,
          ),
        );
      }
    });

    it(`of ${chart} are refused at every level: another type`, async () => {
      const { leaves } = await listLevels(chart);
      const errors = await refuse(
        chart,
        leaves.map(({ path, wrong }) => [path, wrong]),
      );
      for (const { path } of leaves) {
        assert.match(errors, new RegExp(`at '/${path.join('/')}'`));
      }
    });
  }

  for (const [key, value, message] of [
    [
      'backstage.replicas',
      'two',
      /backstage\/replicas': got string, want integer/,
    ],
    ['backstage.image.digest', 'sha256:12', /backstage\/image\/digest'/],
    ['backstage.gracefulStopSeconds', 5, /minimum: got 5, want 8/],
    [
      'backstage.resources.limits.memory',
      '1 GB',
      /backstage\/resources\/limits\/memory'/,
    ],
    [
      'backstage.resources.request',
      {},
      /additional properties 'request' not allowed/,
    ],
    [
      'backstage.livenessProbe.path',
      '/',
      /additional properties 'path' not allowed/,
    ],
    ['backstage.installDir', 'app', /backstage\/installDir'/],
    ['database.port', 0, /database\/port': minimum/],
    ['database.pool.max', 1, /database\/pool\/max'/],
    ['database.sslMode', 'on', /database\/sslMode': value must be one of/],
    ['database.existingSecret', 'My Secret', /database\/existingSecret'/],
    ['database.cidrs', ['10.0.0.1'], /database\/cidrs\/0'/],
    ['postgresql.architecture', 'replication', /postgresql\/architecture'/],
    ['cache.store', 'memcache', /cache\/store': value must be one of/],
    ['cache.url', 'cache:6379', /cache\/url'/],
    ['ingress.host', 'https://portal.example.com', /ingress\/host'/],
    ['ingress.tls', [{ secret: 'a' }], /ingress\/tls/],
    ['service.type', 'ExternalName', /service\/type': value must be one of/],
    ['service.ports.name', 'a-name-that-is-too-long', /service\/ports\/name'/],
    ['networkPolicy.egressRules.ports', ['https'], /egressRules\/ports\/0'/],
    [
      'metrics.serviceMonitor.interval',
      30,
      /metrics\/serviceMonitor\/interval'/,
    ],
    ['kubernetes.rbac.extraRules', [{ verbs: ['get'] }], /missing properties/],
    ['commonLabels.a', 1, /commonLabels\/a': got number, want string/],
    ['ingresss', {}, /additional properties 'ingresss' not allowed/],
  ]) {
    it(`are refused: ${key} is ${JSON.stringify(value)}`, async () => {
      assert.match(
        await refuse('causeway', [[key.split('.'), value]]),
        message,
      );
    });
  }
});

describe('pods of the chart', { skip: unavailable ?? false }, () => {
  const annotations = async (args = []) => {
    const text = await render(
      'causeway',
      findCase('minimal'),
      'causeway',
      args,
    );
    return parseAllDocuments(text)
      .map(document => document.toJS())
      .find(({ kind }) => kind === 'Deployment').spec.template.metadata
      .annotations;
  };

  it('are the same in each rendering, although Secrets are generated', async () => {
    assert.deepEqual(await annotations(), await annotations());
  });

  for (const [change, set] of Object.entries({
    'the configuration of the user': 'backstage.appConfig.app.title=A',
    'what values say to the portal': 'backstage.gracefulStopSeconds=80',
    'the cache': 'valkey.enabled=true',
    'an inline password':
      'database.existingSecret=,database.host=a,database.user=b,database.password=c',
  })) {
    it(`start anew when ${change} changes`, async () => {
      assert.notDeepEqual(
        await annotations(['--set', set]),
        await annotations(),
      );
    });
  }
});

describe(
  'objects of the charts',
  { skip: schemas.unavailable ?? false },
  () => {
    for (const version of kubernetesVersions) {
      it(`are valid in Kubernetes ${version}`, async () => {
        const folder = join(root, 'charts/testing/rendered');
        const { code, stdout } = await kubeconform(version, folder);
        assert.equal(code, 0, stdout);
        const { summary } = JSON.parse(stdout);
        assert.equal(summary.skipped, 0);
        assert.ok(summary.valid > 90, `only ${summary.valid} objects`);
      });
    }

    it('would be refused with a key that Kubernetes does not know', async test => {
      const folder = join(root, '.tools', 'helm', 'invalid');
      await mkdir(folder, { recursive: true });
      const text = await readFile(
        join(root, 'charts/testing/rendered/causeway/production.yaml'),
        'utf8',
      );
      await writeFile(
        join(folder, 'invalid.yaml'),
        text.replace('maxReplicas:', 'maximumReplicas:'),
      );
      const { code, stdout } = await kubeconform(kubernetesVersions[0], folder);
      assert.equal(code, 1);
      assert.match(stdout, /maximumReplicas/);
      test.diagnostic(JSON.parse(stdout).resources[0].msg);
    });
  },
);

describe('values of the charts', () => {
  for (const chart of charts) {
    it(`are all in the README of ${chart}`, async () => {
      const folder = join(root, 'charts', chart);
      const [values, readme] = await Promise.all(
        ['values.yaml', 'README.md'].map(name =>
          readFile(join(folder, name), 'utf8'),
        ),
      );
      const rows = listValues(values);
      for (const { key, description } of rows) {
        assert.ok(description, `'${key}' has no comment in values.yaml`);
      }
      const table = /(?<=<!-- values -->\n)[^]*(?=\n<!-- \/values -->)/;
      const expected = readme.replace(
        table,
        () => `\n${formatValuesTable(rows)}\n`,
      );
      if (isUpdate) {
        await writeFile(join(folder, 'README.md'), expected);
      }
      assert.equal(await readFile(join(folder, 'README.md'), 'utf8'), expected);
    });
  }
});

async function listCases() {
  const lists = await Promise.all(
    charts.map(async chart => {
      const folder = join('charts', chart, 'ci');
      const names = (await readdir(join(root, folder))).sort();
      return names.map(name => ({
        chart,
        name: basename(name, '-values.yaml'),
        file: join(folder, name),
      }));
    }),
  );
  return lists.flat();
}

function findCase(name) {
  return cases.find(each => each.name === name).file;
}

async function render(chart, file, release = 'causeway', args = []) {
  const { code, stdout, stderr } = await run(paths.helm, [
    ...['template', release, join('charts', chart)],
    ...['--namespace', 'portal', '-f', file, ...args],
  ]);
  assert.equal(code, 0, stderr);
  assert.equal(stderr, '');
  return stdout;
}

// What Helm says of values that are added to the least ones.
async function refuse(chart, entries) {
  const file = join(root, '.tools', 'helm', 'wrong-values.yaml');
  const document = new Document({});
  for (const [path, value] of entries) {
    document.setIn(path, document.createNode(value));
  }
  await writeFile(file, String(document));
  const { code, stderr } = await run(paths.helm, [
    ...['template', 'causeway', join('charts', chart)],
    ...['-f', cases.find(each => each.chart === chart).file, '-f', file],
  ]);
  assert.equal(code, 1, 'nothing was refused');
  assert.match(stderr, /values don't meet the specifications of the schema/);
  return stderr;
}

// Maps whose keys the chart knows, and everything else with a value of another type.
async function listLevels(chart) {
  const folder = join(root, 'charts', chart);
  const schema = JSON.parse(
    await readFile(join(folder, 'values.schema.json'), 'utf8'),
  );
  const maps = [];
  const leaves = [];
  const visit = (part, path) => {
    const { properties, type } = resolve(part);
    if (properties) {
      maps.push(path);
      for (const [key, value] of Object.entries(properties)) {
        visit(value, [...path, key]);
      }
    } else {
      const isMap = [type].flat().includes('object');
      leaves.push({ path, wrong: isMap ? 1 : { a: { b: 1 } } });
    }
  };
  const resolve = part =>
    part.$ref ? schema.definitions[part.$ref.split('/').pop()] : part;
  visit(schema, []);
  return { maps, leaves };
}

// Generated values differ in each rendering.
function keepOut(text) {
  return text
    .replaceAll(
      /(session-secret|user-password): [\w+/]{64}$/gm,
      '$1: GENERATED',
    )
    .replaceAll(/ +$/gm, '');
}

function kubeconform(version, folder) {
  return run(paths.kubeconform, [
    ...['-strict', '-summary', '-output', 'json'],
    ...['-kubernetes-version', version],
    ...schemas.locations.flatMap(location => ['-schema-location', location]),
    folder,
  ]);
}

function hasText(object, text) {
  const json = JSON.stringify(object);
  return (
    json.includes(text) || json.includes(Buffer.from(text).toString('base64'))
  );
}
