import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { prepareSchemas } from '../../charts/testing/prepareSchemas.mjs';
import {
  fingerprint,
  isStamped,
  stamp,
} from '../../scripts/launcher/fingerprint.mjs';
import { findGo, prepareGoTools } from '../../scripts/launcher/goTools.mjs';
import { root, tools } from '../../scripts/launcher/paths.mjs';
import { Problem } from '../../scripts/launcher/Problem.mjs';
import { prepareDocs } from '../../scripts/launcher/prepareDocs.mjs';
import { runCommand } from '../../scripts/launcher/runCommand.mjs';
import { installDebianPackages } from '../../scripts/test/installDebianPackages.mjs';

const requirements = 'templates/testing/requirements.txt';
const programs = [
  'actionlint',
  'caddy',
  'golangci-lint',
  'kubeconform',
  'kustomize',
];

/**
 * Everything that generated repositories are built, checked and run with. What cannot be had on
 * this machine is `undefined`, and `reasons` says why.
 *
 * @param {import('../../scripts/launcher/main.mjs').Context} context
 */
export async function prepareTools(context) {
  const docs = await prepareDocs(context);
  const python = docs.unavailable ? docs : await preparePython(context, docs);
  const go = await prepareGoTools(context, programs);
  const schemas = go.unavailable ? go : await prepareSchemas(context);
  const make = await prepareMake(context);
  const goCommand = await findGo();
  const path = [
    dirname(process.execPath),
    ...(python.bin ? [python.bin] : []),
    ...(docs.bin ? [docs.bin] : []),
    ...(go.paths ? [dirname(go.paths.kustomize)] : []),
    ...(goCommand?.includes('/') ? [dirname(goCommand)] : []),
    process.env.PATH,
  ].join(delimiter);
  return {
    reasons: {
      docs: docs.unavailable,
      python: python.unavailable,
      go: go.unavailable,
      schemas: schemas.unavailable,
      make: make?.missing,
    },
    schemaLocations: schemas.locations,
    env: {
      PATH: path,
      npm_config_cache: join(tools, 'npm-cache'),
      npm_config_update_notifier: 'false',
      UV_CACHE_DIR: join(tools, 'uv-cache'),
      // They would come from a host that is no package registry.
      UV_PYTHON_DOWNLOADS: 'never',
      GOFLAGS: '-mod=readonly',
      GOLANGCI_LINT_CACHE: join(tools, 'golangci-lint-cache'),
    },
  };
}

async function preparePython({ progress, stop }, docs) {
  const folder = join(tools, 'golden-paths');
  const bin = join(folder, 'bin');
  const wanted = await fingerprint([requirements], [root]);
  if (
    existsSync(join(bin, 'uv')) &&
    (await isStamped('golden-paths', wanted))
  ) {
    return { bin };
  }
  try {
    await progress.step('Install uv and hadolint', async detail => {
      await runCommand({
        name: 'golden-paths-venv',
        command: join(docs.bin, 'python'),
        args: ['-m', 'venv', '--clear', folder],
        stop,
      });
      await runCommand({
        name: 'golden-paths-pip',
        command: join(bin, 'python'),
        args: [
          ...['-m', 'pip', 'install', '--disable-pip-version-check'],
          ...['-r', join(root, requirements)],
        ],
        stop,
        onLine: detail,
      });
    });
  } catch (error) {
    if (
      error instanceof Problem &&
      /Connection|resolve|No matching/.test(error.output ?? '')
    ) {
      return { unavailable: 'needs the Python package index' };
    }
    throw error;
  }
  await stamp('golden-paths', wanted);
  return { bin };
}

async function prepareMake({ stop }) {
  const isThere = process.env.PATH.split(delimiter).some(folder =>
    existsSync(join(folder, 'make')),
  );
  return isThere
    ? undefined
    : installDebianPackages(['make'], {
        missing: 'needs make, which was not found',
        stop,
      });
}
