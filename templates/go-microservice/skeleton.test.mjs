import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import {
  readTemplate,
  readYamlDocuments,
  refusals,
  removeRun,
  runTemplate,
} from '../testing/goldenPath.mjs';

const execute = promisify(execFile);
const {
  apiEntityV1alpha1Validator,
  componentEntityV1alpha1Validator,
  DefaultNamespaceEntityPolicy,
  EntityPolicies,
  FieldFormatEntityPolicy,
  NoForeignRootFieldsEntityPolicy,
  SchemaValidEntityPolicy,
} = createRequire(import.meta.url)('@backstage/catalog-model');

const templatePath = fileURLToPath(new URL('template.yaml', import.meta.url));
const mkdocs = findProgram('mkdocs', [
  fileURLToPath(new URL('../../.tools/python/bin', import.meta.url)),
]);

const cases = {
  'ordinary values': {
    name: 'payment-service',
    description: 'Takes payments and reconciles them',
    owner: 'group:default/payments-team',
    system: 'system:default/checkout-system',
    namespace: 'production',
    replicas: 2,
  },
  'a short name and a hostile description': {
    name: 'ab',
    description:
      '"it\'s": `rm -rf` $HOME <script>alert(1)</script> ${{ values.name }} {% raw %} {# x #} [a](javascript:b) #1 | *b* _c_ \\ 日本 🚀',
    owner: 'group:finance/payments.team',
    system: 'system:default/checkout-system',
    namespace: 'staging',
    replicas: 10,
  },
  'a long name and bare references': {
    name: `a${'-b'.repeat(24)}c`,
    description: '- not a list: # nor a comment',
    owner: 'payments-team',
    system: 'checkout-system',
    namespace: 'development',
    replicas: 1,
  },
  'a name that YAML reads as something else': {
    name: 'null',
    description: 'true',
    owner: 'group:no',
    system: 'system:yes',
  },
};

for (const [title, values] of Object.entries(cases)) {
  describe(`the skeleton with ${title}`, () => {
    let run;
    before(async () => {
      const template = await readTemplate(templatePath);
      assert.deepEqual(refusals(template, values).map(String), []);
      run = await runTemplate({ templatePath, values });
      assert.equal(run.error, undefined);
    });
    after(() => removeRun(run));

    const file = path => join(run.files, path);
    const text = path => readFile(file(path), 'utf8');
    const yaml = path => readYamlDocuments(file(path));

    test('leaves no placeholder behind', async () => {
      for (const path of await listFiles(run.files)) {
        assert.doesNotMatch(path, /[${}]/);
        const contents = await text(path);
        if (path.startsWith('.github/')) {
          assert.match(contents, /\$\{\{ github\./);
        } else {
          const own = contents
            .replaceAll(values.description, '')
            .replaceAll(JSON.stringify(values.description), '')
            .replace(/^site_description: .*$/m, '');
          assert.doesNotMatch(own, /\$\{\{|(?<!\\)\{[%#]|undefined/, path);
        }
      }
    });

    test('is YAML and JSON throughout', async () => {
      const paths = await listFiles(run.files);
      const yamlPaths = paths.filter(path => /\.ya?ml$/.test(path));
      assert.ok(yamlPaths.length >= 11, yamlPaths.join());
      for (const path of yamlPaths) {
        for (const document of await yaml(path)) {
          assert.equal(typeof document, 'object', path);
        }
      }
      JSON.parse(await text('renovate.json'));
    });

    test('has a catalog entry that the catalog accepts', async () => {
      const [component, api] = await Promise.all(
        (await yaml('catalog-info.yaml')).map(enforceCatalogRules),
      );
      assert.equal(
        await componentEntityV1alpha1Validator.check(component),
        true,
      );
      assert.equal(component.metadata.name, values.name);
      assert.equal(component.metadata.description, values.description);
      assert.equal(component.spec.owner, values.owner);
      assert.equal(component.spec.system, values.system);
      assert.deepEqual(component.metadata.annotations, {
        'backstage.io/source-template': 'template:default/go-microservice',
        'backstage.io/techdocs-ref': 'dir:.',
        'backstage.io/kubernetes-id': values.name,
        'backstage.io/kubernetes-namespace': values.namespace ?? 'production',
      });
      const [runbook] = component.metadata.links;
      assert.equal(runbook.type, 'runbook');
      const root = `http://localhost:7017/harborline/${values.name}/src/branch/main/`;
      assert.ok(runbook.url.startsWith(root), runbook.url);
      assert.ok(existsSync(file(runbook.url.slice(root.length))), runbook.url);

      assert.deepEqual(component.spec.providesApis, [api.metadata.name]);
      assert.equal(api.spec.owner, values.owner);
      assert.equal(api.spec.system, values.system);
      const definition = await text(api.spec.definition.$text);
      api.spec.definition = definition;
      assert.equal(await apiEntityV1alpha1Validator.check(api), true);
      assert.equal(parse(definition).info.title, values.name);
      assert.equal(parse(definition).info.description, values.description);
    });

    test('has documentation with every page it lists', async () => {
      const [site] = await yaml('mkdocs.yml');
      assert.equal(site.site_name, values.name);
      assert.doesNotMatch(site.site_description, /[<>"]/);
      assert.ok(site.plugins.includes('techdocs-core'));
      const listed = pagesOf(site.nav);
      const written = await listFiles(file('docs'));
      assert.deepEqual(listed.sort(), written.sort());
      for (const page of written) {
        const contents = await text(join('docs', page));
        assert.doesNotMatch(contents, /<script>|\]\(javascript:/, page);
      }
    });

    test('names the owning team as code owner', async () => {
      const team = values.owner.replace(/^.*[:/]/, '');
      assert.match(
        await text('CODEOWNERS'),
        new RegExp(`^\\* @harborline/${team.replace('.', '\\.')}$`, 'm'),
      );
    });

    test('has manifests that belong together', async () => {
      const folder = 'deploy/kubernetes';
      const [kustomization] = await yaml(join(folder, 'kustomization.yaml'));
      const listed = kustomization.resources.concat('kustomization.yaml');
      const written = await readdir(file(folder));
      assert.deepEqual(listed.sort(), written.sort());
      assert.equal(kustomization.namespace, values.namespace ?? 'production');
      const [labels] = kustomization.labels;
      assert.equal(labels.pairs['backstage.io/kubernetes-id'], values.name);
      assert.equal(labels.includeTemplates, true);

      const byKind = new Map();
      for (const path of kustomization.resources) {
        const [manifest] =
          path === 'kustomization.yaml' ? [] : await yaml(join(folder, path));
        if (manifest) {
          assert.equal(manifest.metadata.name, values.name, path);
          byKind.set(manifest.kind, manifest.spec);
        }
      }
      const selector = { 'app.kubernetes.io/name': values.name };
      assert.equal(labels.pairs['app.kubernetes.io/name'], values.name);
      assert.deepEqual(byKind.get('Service').selector, selector);
      for (const kind of ['Deployment', 'PodDisruptionBudget']) {
        assert.deepEqual(byKind.get(kind).selector.matchLabels, selector, kind);
      }
      assert.deepEqual(
        byKind.get('NetworkPolicy').podSelector.matchLabels,
        selector,
      );
      const scaler = byKind.get('HorizontalPodAutoscaler');
      const replicas = values.replicas ?? 2;
      assert.equal(scaler.scaleTargetRef.name, values.name);
      assert.equal(scaler.minReplicas, replicas);
      assert.equal(scaler.maxReplicas, 2 * replicas);
      const pod = byKind.get('Deployment').template.spec;
      const [container] = pod.containers;
      assert.equal(pod.securityContext.runAsNonRoot, true);
      assert.equal(container.securityContext.readOnlyRootFilesystem, true);
      assert.equal(container.readinessProbe.httpGet.path, '/readyz');
      assert.equal(container.livenessProbe.httpGet.path, '/healthz');
      assert.ok(container.resources.limits.memory);
    });

    test('renders its manifests', async t => {
      const kubectl = findProgram('kubectl');
      if (!kubectl) {
        t.skip('there is no kubectl on the PATH');
        return;
      }
      const { stdout } = await execute(kubectl, [
        'kustomize',
        file('deploy/kubernetes'),
      ]);
      const manifests = stdout.split(/^---$/m).map(part => parse(part));
      const deployment = manifests.find(({ kind }) => kind === 'Deployment');
      for (const { metadata } of [...manifests, deployment.spec.template]) {
        assert.equal(
          metadata.labels['backstage.io/kubernetes-id'],
          values.name,
        );
      }
      assert.equal(
        deployment.spec.template.spec.containers[0].image,
        `ghcr.io/harborline/${values.name}:main`,
      );
    });

    test('builds its documentation without a warning', async t => {
      if (!mkdocs) {
        t.skip('there is no mkdocs on the PATH or in .tools/python');
        return;
      }
      await execute(mkdocs, ['build', '--strict', '--site-dir', file('site')], {
        cwd: run.files,
      });
      const home = await readFile(file('site/index.html'), 'utf8');
      assert.ok(
        home.includes(`</strong>: ${asHtmlText(values.description)}</p>`),
        'the description is not shown as it was typed',
      );
      assert.ok(!home.includes('<script>alert'), 'the description is markup');
    });

    test('is a Go service that builds and passes its tests', async t => {
      const reason = await reasonNotToBuild(run.files);
      if (reason) {
        t.skip(reason);
        return;
      }
      const go = (...args) => execute('go', args, goOptions(run.files));
      const unformatted = await execute('gofmt', ['-l', '.'], {
        cwd: run.files,
      });
      assert.equal(unformatted.stdout, '');
      await go('mod', 'verify');
      await go('vet', './...');
      await go('build', '-trimpath', '-o', file('bin/server'), './cmd/server');
      const race = await canDetectRaces(run.files);
      t.diagnostic(
        race
          ? 'with the race detector'
          : 'without the race detector: there is no C compiler',
      );
      await go('test', ...(race ? ['-race'] : []), './...');
    });
  });
}

function goOptions(cwd) {
  return {
    cwd,
    env: { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly' },
  };
}

async function reasonNotToBuild(directory) {
  if (!findProgram('go')) {
    return 'there is no Go toolchain on the PATH';
  }
  try {
    await execute('go', ['mod', 'download'], {
      ...goOptions(directory),
      timeout: 120_000,
    });
    return undefined;
  } catch (error) {
    const [firstLine] = `${error.stderr ?? error.message}`.trim().split('\n');
    return `the Go toolchain or its modules are not to be had: ${firstLine}`;
  }
}

async function canDetectRaces(directory) {
  const { stdout } = await execute(
    'go',
    ['env', 'CGO_ENABLED', 'CC'],
    goOptions(directory),
  );
  const [isEnabled, compiler] = stdout.trim().split('\n');
  return isEnabled === '1' && findProgram(compiler) !== undefined;
}

function findProgram(name, folders = []) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .concat(folders)
    .map(folder => join(folder, name))
    .find(path => existsSync(path));
}

async function listFiles(directory) {
  const entries = await readdir(directory, {
    recursive: true,
    withFileTypes: true,
  });
  return entries
    .filter(entry => entry.isFile())
    .map(entry =>
      join(entry.parentPath, entry.name).slice(directory.length + 1),
    );
}

/** Text in the form in which it comes out of the template's escaping and of mkdocs. */
function asHtmlText(value) {
  const entities = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
    '\\': '&#92;',
  };
  return value.replace(/[&<>"'\\]/g, character => entities[character]);
}

function pagesOf(navigation) {
  return navigation
    .flatMap(item => Object.values(item))
    .flatMap(target => (Array.isArray(target) ? pagesOf(target) : [target]));
}

async function enforceCatalogRules(entity) {
  return EntityPolicies.allOf([
    new SchemaValidEntityPolicy(),
    new DefaultNamespaceEntityPolicy(),
    new NoForeignRootFieldsEntityPolicy(),
    new FieldFormatEntityPolicy(),
  ]).enforce(entity);
}
