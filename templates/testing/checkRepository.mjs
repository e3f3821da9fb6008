import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parse } from 'yaml';
import { kubernetesVersions } from '../../charts/testing/prepareSchemas.mjs';
import { listFiles, parseYaml, readYaml } from './files.mjs';
import { listMetrics } from './promql.mjs';
import { run } from './run.mjs';

const {
  apiEntityV1alpha1Validator,
  componentEntityV1alpha1Validator,
  DefaultNamespaceEntityPolicy,
  EntityPolicies,
  FieldFormatEntityPolicy,
  NoForeignRootFieldsEntityPolicy,
  SchemaValidEntityPolicy,
} = createRequire(import.meta.url)('@backstage/catalog-model');

const environments = ['development', 'staging', 'production'];

/** @typedef {{ folder: string, template: string, version: string, values: object, forge: string }} Repository */

/** Nothing of the template engine is left, except where the text that somebody typed has it. */
export async function checkNoPlaceholders({ folder, values }) {
  for (const path of await listFiles(folder)) {
    assert.doesNotMatch(path, /[${}]/);
    const text = await readFile(join(folder, path), 'utf8');
    if (path.startsWith('.github/')) {
      // GitHub's own expressions are the engine's too, and stay.
      assert.equal(
        path.endsWith('/ci.yaml'),
        text.includes('${{ github.ref }}'),
      );
      continue;
    }
    const own = text
      .replaceAll(values.description, '')
      .replaceAll(JSON.stringify(values.description), '')
      .replaceAll(asHtmlText(values.description), '')
      .replace(/^site_description: .*$/m, '')
      .replace(/^ {2}description: .*(\n {4}.*)*$/m, '');
    assert.doesNotMatch(own, /\$\{\{|(?<!\\)\{[%#]/, path);
    if (/\.(md|ya?ml|toml|json)$|^[A-Z]/.test(path)) {
      assert.doesNotMatch(own, /\bundefined\b/, path);
    }
  }
}

/** What ends with `.yaml`, `.yml` or `.json` is that. */
export async function checkSyntax({ folder }) {
  for (const path of await listFiles(folder)) {
    if (/\.ya?ml$/.test(path)) {
      for (const document of await readYaml(join(folder, path))) {
        assert.equal(typeof document, 'object', path);
      }
    } else if (path.endsWith('.json')) {
      JSON.parse(await readFile(join(folder, path), 'utf8'));
    }
  }
}

/** The catalog's own validators take its entities, and they say what the form said. */
export async function checkEntities(repository) {
  const { folder, template, version, values, forge } = repository;
  const [component, api] = await Promise.all(
    (await readYaml(join(folder, 'catalog-info.yaml'))).map(enforceRules),
  );
  assert.equal(await componentEntityV1alpha1Validator.check(component), true);
  assert.equal(component.metadata.name, values.name);
  assert.equal(component.metadata.description, values.description);
  assert.equal(component.spec.owner, values.owner);
  assert.equal(component.spec.system, values.system);
  const { annotations, links } = component.metadata;
  assert.equal(
    annotations['backstage.io/source-template'],
    `template:default/${template}`,
  );
  assert.equal(annotations['causeway.io/template-version'], version);
  assert.equal(annotations['backstage.io/techdocs-ref'], 'dir:.');
  const hasManifests = existsSync(join(folder, 'deploy'));
  if (hasManifests) {
    assert.equal(annotations['backstage.io/kubernetes-id'], values.name);
    assert.ok(links.some(({ type }) => type === 'runbook'));
  }
  const root = `http://${forge}/harborline/${values.name}`;
  for (const { url } of links) {
    assert.ok(url === root || url.startsWith(`${root}/src/branch/main/`), url);
    const path = url.slice(`${root}/src/branch/main/`.length);
    assert.ok(existsSync(join(folder, path)), `${url} leads nowhere`);
  }
  if (hasManifests && component.spec.type === 'service') {
    assert.deepEqual(component.spec.providesApis, [api.metadata.name]);
    assert.equal(api.spec.owner, values.owner);
    assert.ok(api.metadata.description.length > 20);
    const definition = await readFile(
      join(folder, api.spec.definition.$text),
      'utf8',
    );
    api.spec.definition = definition;
    assert.equal(await apiEntityV1alpha1Validator.check(api), true);
    assert.equal(parse(definition).info.title, values.name);
    assert.equal(parse(definition).info.description, values.description);
  }
}

/** The record says how to render it again. */
export async function checkRecord({ folder, template, version, values }) {
  const [record] = await readYaml(join(folder, '.golden-path.yaml'));
  assert.equal(record.template, `template:default/${template}`);
  assert.equal(record.version, version);
  assert.equal(record.values.name, values.name);
  assert.equal(record.values.description, values.description);
}

/** Code owners are the owning team, and no line was added by what somebody typed. */
export async function checkCodeOwners({ folder, values }) {
  const text = await readFile(join(folder, 'CODEOWNERS'), 'utf8');
  const lines = text.split('\n').filter(line => line && !line.startsWith('#'));
  const team = values.owner.replace(/^.*[:/]/, '');
  assert.deepEqual(lines, [`* @harborline/${team}`]);
}

/** The site builds without a warning, shows every page, and no text that was typed is markup. */
export async function checkDocs({ folder, values }, { env }) {
  const [site] = await readYaml(join(folder, 'mkdocs.yml'));
  assert.equal(site.site_name, values.name);
  assert.ok(site.plugins.includes('techdocs-core'));
  const pages = (await listFiles(join(folder, 'docs'))).sort();
  assert.deepEqual(pagesOf(site.nav).sort(), pages);
  await run('mkdocs', ['build', '--strict', '--site-dir', 'site'], {
    cwd: folder,
    env,
  });
  const home = await readFile(join(folder, 'site/index.html'), 'utf8');
  assert.ok(
    home.includes(`</strong>: ${asHtmlText(values.description)}</p>`),
    'the description is not shown as it was typed',
  );
  assert.ok(!home.includes('<script>alert'), 'the description is markup');
}

/** actionlint has nothing to say about the workflows. */
export async function checkWorkflows({ folder }, { env }) {
  await run('actionlint', ['-shellcheck=', '-pyflakes='], { cwd: folder, env });
}

/** hadolint has nothing to say about the Dockerfile. */
export async function checkDockerfile({ folder }, { env }) {
  await run('hadolint', ['--strict-labels', 'Dockerfile'], {
    cwd: folder,
    env,
  });
}

/**
 * Each environment's manifests are what Kubernetes and the operators take, and belong together.
 *
 * @returns {Promise<string[]>} the metrics that alerts and dashboard ask for
 */
export async function checkManifests({ folder, values }, { env, locations }) {
  const asked = new Set();
  const files = [];
  for (const environment of environments) {
    const text = await run(
      'kustomize',
      ['build', `deploy/overlays/${environment}`],
      { cwd: folder, env },
    );
    const file = join(folder, '.git', `${environment}.yaml`);
    await writeFile(file, text);
    files.push(file);
    const manifests = parseYaml(text, environment);
    checkTogether(manifests, environment, values);
    for (const metric of listMetrics(manifests)) {
      asked.add(metric);
    }
  }
  for (const version of kubernetesVersions) {
    await run(
      'kubeconform',
      [
        ...['-strict', '-kubernetes-version', version],
        // Each worker compiles the schemas anew, which takes longer than what it checks.
        ...['-n', '1'],
        ...locations.flatMap(location => ['-schema-location', location]),
        ...files,
      ],
      { cwd: folder, env },
    );
  }
  await checkRunbookLinks(folder);
  return [...asked];
}

function checkTogether(manifests, environment, values) {
  const byKind = Object.groupBy(manifests, ({ kind }) => kind);
  const expected = [
    ...['ConfigMap', 'Deployment', 'ExternalSecret', 'HorizontalPodAutoscaler'],
    ...['NetworkPolicy', 'PodDisruptionBudget', 'Service', 'ServiceAccount'],
    'ServiceMonitor',
    ...(environment === 'production' ? ['PrometheusRule'] : []),
  ];
  assert.deepEqual(Object.keys(byKind).sort(), expected.sort());
  for (const { kind, metadata } of manifests) {
    assert.equal(metadata.namespace, environment, kind);
    assert.equal(metadata.labels['backstage.io/kubernetes-id'], values.name);
  }
  const specOf = kind => byKind[kind][0].spec;
  const selector = { 'app.kubernetes.io/name': values.name };
  const { template, selector: chosen } = specOf('Deployment');
  assert.deepEqual(chosen.matchLabels, selector);
  assert.equal(
    template.metadata.labels['backstage.io/kubernetes-id'],
    values.name,
  );
  assert.equal(template.metadata.labels['app.kubernetes.io/name'], values.name);
  assert.deepEqual(specOf('Service').selector, selector);
  assert.deepEqual(
    specOf('PodDisruptionBudget').selector.matchLabels,
    selector,
  );
  assert.deepEqual(specOf('NetworkPolicy').podSelector.matchLabels, selector);
  assert.deepEqual(specOf('ServiceMonitor').selector.matchLabels, selector);
  assert.deepEqual(
    byKind.Service[0].metadata.labels['app.kubernetes.io/name'],
    values.name,
  );

  const scaler = specOf('HorizontalPodAutoscaler');
  const replicas = environment === 'production' ? values.replicas ?? 2 : 1;
  assert.deepEqual(
    [scaler.minReplicas, scaler.maxReplicas],
    [replicas, 2 * replicas],
  );
  assert.equal(scaler.scaleTargetRef.name, values.name);

  const [{ image, ports, securityContext, resources, ...container }] =
    template.spec.containers;
  assert.equal(image, `ghcr.io/harborline/${values.name}:main`);
  assert.equal(template.spec.securityContext.runAsNonRoot, true);
  assert.equal(securityContext.readOnlyRootFilesystem, true);
  assert.ok(resources.limits.memory && resources.requests.cpu);
  assert.ok(template.spec.topologySpreadConstraints.length > 0);
  assert.equal(container.readinessProbe.httpGet.path, '/readyz');
  assert.equal(container.livenessProbe.httpGet.path, '/healthz');
  const names = ports.map(({ name }) => name);
  const scraped = specOf('ServiceMonitor').endpoints[0].port;
  assert.ok(names.includes(scraped));
  assert.ok(specOf('Service').ports.some(({ name }) => name === scraped));
  assert.equal(
    specOf('ExternalSecret').dataFrom[0].extract.key,
    `${environment}/${values.name}`,
  );
  assert.equal(
    container.envFrom[0].secretRef.name,
    specOf('ExternalSecret').target.name,
  );
}

/** Every alert names a runbook, and that runbook has a section of the alert's name. */
async function checkRunbookLinks(folder) {
  const [rule] = await readYaml(join(folder, 'deploy/alerts/slo.yaml'));
  const alerts = rule.spec.groups
    .flatMap(({ rules }) => rules)
    .filter(({ alert }) => alert);
  assert.ok(alerts.length > 0);
  for (const { alert, annotations } of alerts) {
    const [, path, anchor] =
      /\/src\/branch\/main\/(.*)#(.*)$/.exec(annotations.runbook_url) ?? [];
    assert.equal(anchor, alert.toLowerCase());
    const runbook = await readFile(join(folder, path), 'utf8');
    assert.match(runbook, new RegExp(`^## ${alert}$`, 'm'));
  }
}

async function enforceRules(entity) {
  return EntityPolicies.allOf([
    new SchemaValidEntityPolicy(),
    new DefaultNamespaceEntityPolicy(),
    new NoForeignRootFieldsEntityPolicy(),
    new FieldFormatEntityPolicy(),
  ]).enforce(entity);
}

function pagesOf(navigation) {
  return navigation.flatMap(item =>
    typeof item === 'string'
      ? [item]
      : Object.values(item).flatMap(target =>
          Array.isArray(target) ? pagesOf(target) : [target],
        ),
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
