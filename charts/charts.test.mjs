import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { prepareGoTools } from '../scripts/launcher/goTools.mjs';
import { root } from '../scripts/launcher/paths.mjs';
import { Progress } from '../scripts/launcher/Progress.mjs';
import { run } from './testing/helm.mjs';
import { charts, listCases } from './testing/listCases.mjs';
import {
  kubernetesVersions,
  prepareSchemas,
} from './testing/prepareSchemas.mjs';

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

  it('says of each alert what is to be done', async () => {
    const text = await readFile(
      join(root, 'docs/operations/incidents.md'),
      'utf8',
    );
    const sections = [...text.matchAll(/^## (Causeway.+)$/gm)].map(
      ([, heading]) => heading,
    );
    const { file } = cases.find(each => each.name === 'production');
    const rule = parseAllDocuments(await render('causeway', file))
      .map(document => document.toJS())
      .find(object => object?.kind === 'PrometheusRule');
    const alerts = rule.spec.groups[0].rules
      .map(({ alert }) => alert)
      .filter(alert => alert.startsWith('Causeway'));
    assert.ok(alerts.length > 0);
    assert.deepEqual(sections, alerts);
  });

  it('installs from three values, each of which it asks for', async () => {
    const needed = {
      'ingress.host': 'portal.example.com',
      'backstage.image.repository': 'images.example.com/causeway',
      'database.existingSecret': 'causeway-database',
    };
    const template = values =>
      run(paths.helm, [
        ...['template', 'causeway', 'charts/causeway'],
        ...Object.entries(values).flatMap(([key, value]) => [
          ...['--set', `${key}=${value}`],
        ]),
      ]);
    assert.equal((await template(needed)).code, 0);
    for (const key of Object.keys(needed)) {
      const { [key]: left, ...others } = needed;
      const { code, stderr } = await template(others);
      assert.equal(code, 1, `${key} is not needed`);
      assert.ok(stderr.includes(key), `${stderr} does not name ${key}`);
    }
  });

  it('gives objects names that are short enough, whatever the release is called', async () => {
    const text = await render('causeway', cases[0].file, 'x'.repeat(53));
    for (const document of parseAllDocuments(text)) {
      const { name } = document.toJS().metadata;
      assert.ok(name.length <= 63, `'${name}' is too long`);
    }
  });

  for (const [name, expected] of [
    [
      'minimal',
      [
        'travel in the clear',
        '- sign-in: ',
        "- the catalog's sources: ",
        '- published docs: ',
      ],
    ],
    [
      'seed',
      ['reads variables that nothing sets', "- the catalog's sources: "],
    ],
    [
      'trial',
      ['is for trials', 'travel in the clear', "- the catalog's sources: "],
    ],
    ['production', []],
  ]) {
    it(`tells after the install of ${name} what is left to do`, async () => {
      const { stdout } = await run(
        paths.helm,
        [
          ...['install', 'causeway', 'charts/causeway', '--dry-run=client'],
          ...['--namespace', 'portal', '-f', findCase(name)],
        ],
        { KUBECONFIG: '/dev/null' },
      );
      const notes = stdout.slice(stdout.indexOf('NOTES:'));
      assert.match(notes, /People reach it at https?:\/\//);
      const remarks = [
        'travel in the clear',
        'is for trials',
        'reads variables that nothing sets',
        '- sign-in: ',
        "- the catalog's sources: ",
        '- published docs: ',
      ];
      assert.deepEqual(
        remarks.filter(remark => notes.includes(remark)),
        remarks.filter(remark => expected.includes(remark)),
      );
    });
  }

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
