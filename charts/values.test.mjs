import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Document } from 'yaml';
import { prepareGoTools } from '../scripts/launcher/goTools.mjs';
import { root } from '../scripts/launcher/paths.mjs';
import { Progress } from '../scripts/launcher/Progress.mjs';
import { run } from './testing/helm.mjs';
import { charts, listCases } from './testing/listCases.mjs';
import { formatValuesTable, listValues } from './testing/valuesTable.mjs';

const { paths, unavailable } = await prepareGoTools(
  { progress: new Progress(), stop: new AbortController().signal },
  ['helm'],
);
const cases = await listCases();
// `UPDATE=1` writes the tables: read the difference before you commit it.
const isUpdate = process.env.UPDATE === '1';

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
      const expected = readme.replace(
        /<!-- values -->[^]*<!-- \/values -->/,
        () =>
          `<!-- values -->\n\n${formatValuesTable(rows)}\n\n<!-- /values -->`,
      );
      if (isUpdate) {
        await writeFile(join(folder, 'README.md'), expected);
      }
      assert.equal(await readFile(join(folder, 'README.md'), 'utf8'), expected);
    });
  }
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
    [
      'metrics.prometheusRule.runbookUrl',
      'incidents.md',
      /does not match pattern/,
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
