import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  fingerprint,
  isStamped,
  stamp,
} from '../../scripts/launcher/fingerprint.mjs';
import { prepareGoModules } from '../../scripts/launcher/goTools.mjs';
import { root, tools } from '../../scripts/launcher/paths.mjs';
import { prepareDocs } from '../../scripts/launcher/prepareDocs.mjs';
import { runCommand } from '../../scripts/launcher/runCommand.mjs';

const execute = promisify(execFile);
const requirements = 'charts/testing/requirements.txt';
const folder = join(tools, 'kubernetes-schemas');

/** Kubernetes versions that the charts are tested with. */
export const kubernetesVersions = ['1.34.0', '1.35.0', '1.36.0'];

/** Manifests of the kinds that operators and gateways add, by the folder in their module. */
const manifests = {
  'github.com/prometheus-operator/prometheus-operator': [
    'example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml',
    'example/prometheus-operator-crd/monitoring.coreos.com_prometheusrules.yaml',
  ],
  'github.com/external-secrets/external-secrets': [
    'config/crds/bases/external-secrets.io_externalsecrets.yaml',
  ],
  'sigs.k8s.io/gateway-api': [
    'config/crd/standard/gateway.networking.k8s.io_httproutes.yaml',
  ],
};

/**
 * Manifests of the custom kinds that the charts and the golden paths use.
 *
 * @param {import('../../scripts/launcher/main.mjs').Context} context
 * @returns {Promise<{ files: string[] } | { unavailable: string }>}
 */
export async function prepareCustomKinds(context) {
  const { folders, unavailable } = await prepareGoModules(
    context,
    'tools/crds',
    Object.keys(manifests),
  );
  if (unavailable) {
    return { unavailable };
  }
  return {
    files: Object.entries(manifests).flatMap(([module, paths]) =>
      paths.map(path => join(folders[module], path)),
    ),
  };
}

/**
 * What kubeconform compares with: the schemas of several Kubernetes versions from a Python
 * package, and those of custom kinds from their manifests.
 *
 * @param {import('../../scripts/launcher/main.mjs').Context} context
 * @returns {Promise<{ locations: string[] } | { unavailable: string }>}
 */
export async function prepareSchemas(context) {
  const kinds = await prepareCustomKinds(context);
  if (kinds.unavailable) {
    return kinds;
  }
  // Has pip, and PyYAML for the script below.
  const docs = await prepareDocs(context);
  if (docs.unavailable) {
    return { unavailable: docs.unavailable };
  }
  const python = join(docs.bin, 'python');
  const wanted = await fingerprint([requirements], kinds.files);
  if (!(await isStamped('kubernetes-schemas', wanted))) {
    await context.progress.step('Fetch the schemas of Kubernetes', async () => {
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true });
      await fetchSchemas(python, context);
      await convertKinds(python, kinds.files, context);
    });
    await stamp('kubernetes-schemas', wanted);
  }
  return {
    locations: [
      join(
        folder,
        '{{.NormalizedKubernetesVersion}}/{{.ResourceKind}}{{.KindSuffix}}.json',
      ),
      join(folder, 'kinds', '{{.ResourceKind}}_{{.ResourceAPIVersion}}.json'),
    ],
  };
}

async function fetchSchemas(python, { stop }) {
  const packages = join(folder, 'packages');
  await runCommand({
    name: 'pip-download-schemas',
    command: python,
    args: [
      ...['-m', 'pip', 'download', '--disable-pip-version-check'],
      ...['--no-deps', '--require-hashes', '--dest', packages],
      ...['-r', join(root, requirements)],
    ],
    stop,
  });
  for (const name of await readdir(packages)) {
    await execute(python, [
      ...['-m', 'zipfile', '-e', join(packages, name), packages],
    ]);
  }
  for (const version of kubernetesVersions) {
    await copySchemas(
      join(
        packages,
        `kubernetes_validate/kubernetes-json-schema/v${version}-local-strict`,
      ),
      join(folder, `v${version}`),
    );
  }
  await rm(packages, { recursive: true });
}

// They refer to each other by addresses on the web: they are beside each other here.
async function copySchemas(from, to) {
  await mkdir(to);
  for (const name of await readdir(from)) {
    const text = await readFile(join(from, name), 'utf8');
    const { $id, ...schema } = JSON.parse(
      text.replaceAll('"/api/_definitions.json#', '"_definitions.json#'),
    );
    await writeFile(join(to, name), JSON.stringify(schema));
  }
}

// kubeconform has a script for this, in its module and not in its program.
async function convertKinds(python, files, context) {
  const module = 'github.com/yannh/kubeconform';
  const { folders, unavailable } = await prepareGoModules(context, 'tools', [
    module,
  ]);
  if (unavailable) {
    throw new Error(`The schemas of custom kinds: ${unavailable}`);
  }
  const kinds = join(folder, 'kinds');
  await mkdir(kinds);
  await execute(
    python,
    [join(folders[module], 'scripts/openapi2jsonschema.py'), ...files],
    { cwd: kinds },
  );
}
