import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root, tools as toolsFolder } from '../scripts/launcher/paths.mjs';
import { Progress } from '../scripts/launcher/Progress.mjs';
import * as check from './testing/checkRepository.mjs';
import { readYaml } from './testing/files.mjs';
import { findChanged } from './testing/findChanged.mjs';
import { InstalledPackages } from './testing/InstalledPackages.mjs';
import { checkService, services } from './testing/languages.mjs';
import { MinimalPortal } from './testing/MinimalPortal.mjs';
import { parameterSets, refusedValues } from './testing/parameterSets.mjs';
import { prepareTools } from './testing/prepareTools.mjs';
import { run } from './testing/run.mjs';
import { checkVersion } from './testing/versions.mjs';

const { templateEntityV1beta3Validator } = createRequire(import.meta.url)(
  '@backstage/plugin-scaffolder-common',
);

// `all`, `changed`, or the names of golden paths: CONTRIBUTING.md says who sets it.
const wanted = process.env.GOLDEN_PATHS ?? 'changed';
const names = Object.keys(parameterSets);
const full = await chooseFull();
const tools = await prepareTools({
  progress: new Progress(),
  stop: new AbortController().signal,
});
const { reasons } = tools;

/** Golden paths to scaffold with all parameters, and whether to build each of those too. */
async function chooseFull() {
  if (wanted === 'changed') {
    return findChanged(names);
  }
  const chosen = wanted === 'all' ? names : wanted.split(',');
  return new Map(chosen.map(name => [name, 'code']));
}

function setsOf(name) {
  const sets = Object.entries(parameterSets[name]);
  return full.has(name)
    ? sets
    : sets.filter(([title]) => title.startsWith('smallest'));
}

const isOnlySome = !['all', 'changed'].includes(wanted);
// What Node, Go, pytest and Vitest say of tests that have run.
const ranTests = /pass [1-9]|^ok\s|[1-9]\d* passed/m;

let portal;
before(async () => {
  process.stdout.write(
    `With all parameters: ${
      [...full.keys()].join(', ') || 'none'
    }; the others with their smallest.\n`,
  );
  portal = await MinimalPortal.start();
});
after(() => portal?.stop());

// A repository seldom keeps two cores busy, so two golden paths are tested at a time. Those of one
// follow each other: what the first has installed and compiled, the others find.
describe('golden paths', { concurrency: 2 }, () => {
  for (const name of names.filter(each => !isOnlySome || full.has(each))) {
    describe(name, { concurrency: 1 }, () => {
      const installed = new InstalledPackages();
      describeTemplate(name);
      for (const [title, values] of setsOf(name)) {
        describe(`${name}, ${title}`, () =>
          describeRepository(name, title, values, installed));
      }
    });
  }
});

function describeTemplate(name) {
  let template;
  before(async () => {
    [template] = await readYaml(join(root, 'templates', name, 'template.yaml'));
  });

  it('is a valid template of the platform team, with a README, in all.yaml', async () => {
    assert.equal(await templateEntityV1beta3Validator.check(template), true);
    assert.equal(template.metadata.name, name);
    assert.equal(template.spec.owner, 'group:platform-team');
    assert.ok(existsSync(join(root, 'templates', name, 'README.md')));
    const [location] = await readYaml(join(root, 'templates/all.yaml'));
    assert.ok(location.spec.targets.includes(`./${name}/template.yaml`));
  });

  it('has every choice of its form among the parameters of its tests', () => {
    const sets = Object.values(parameterSets[name]);
    for (const { properties } of template.spec.parameters) {
      for (const [key, { enum: choices, default: fallback }] of Object.entries(
        properties,
      )) {
        const used = sets.map(set => set[key] ?? fallback);
        assert.deepEqual(
          (choices ?? []).filter(choice => !used.includes(choice)),
          [],
        );
      }
    }
  });

  for (const [title, change, expected, takenBy = []] of refusedValues) {
    if (takenBy.includes(name)) {
      continue;
    }
    it(`refuses ${title}`, async () => {
      const [, accepted] = Object.entries(parameterSets[name])[0];
      const { refusals } = await portal.scaffold(name, {
        ...accepted,
        ...change,
      });
      assert.ok(refusals, 'it was taken');
      assert.match(refusals.map(({ message }) => message).join('; '), expected);
    });
  }
}

function describeRepository(template, title, values, installed) {
  const repository = { template, values };
  const has = path => existsSync(join(repository.folder, path));
  const make = target =>
    run('make', [target], {
      cwd: repository.folder,
      env: {
        ...tools.env,
        // It takes what is in another folder for the same if it is; not for two at a time.
        MYPY_CACHE_DIR: join(toolsFolder, 'mypy-cache', template),
      },
    });

  it('is scaffolded, registered and shown by the catalog', async t => {
    const [{ metadata }] = await readYaml(
      join(root, 'templates', template, 'template.yaml'),
    );
    repository.version = metadata.annotations['causeway.io/template-version'];
    repository.forge = portal.forgeHost;
    await portal.untilTemplateIsKnown(template);
    const started = performance.now();
    const { refusals, status, log, output } = await portal.scaffold(
      template,
      values,
    );
    assert.equal(refusals, undefined);
    assert.equal(status, 'completed', log);
    const path = `/catalog/entities/by-name/component/default/${values.name}`;
    const { body: entity } = await portal.request(path);
    const seconds = (performance.now() - started) / 1000;
    t.diagnostic(`submitted to shown by the catalog: ${seconds.toFixed(1)} s`);
    assert.equal(entity.metadata?.name, values.name);
    assert.ok(seconds < 20, `it took ${seconds.toFixed(1)} s`);
    assert.ok(output.links.length >= 3);
    repository.folder = await portal.clone(values.name);
  });

  it('leaves nothing of the template engine behind', () =>
    check.checkNoPlaceholders(repository));
  it('is YAML and JSON where it says so', () => check.checkSyntax(repository));
  it('has entities that the catalog takes', () =>
    check.checkEntities(repository));
  it('records how it was made', () => check.checkRecord(repository));
  it('belongs to the owning team', () => check.checkCodeOwners(repository));
  it(
    'has a version that names what is rendered',
    {
      skip: !title.startsWith('smallest') && 'the smallest parameters show it',
    },
    () => checkVersion(repository, title),
  );

  it(
    'has documents that build without a warning',
    { skip: reasons.docs ?? false },
    () => check.checkDocs(repository, tools),
  );

  it('has workflows without a fault', { skip: reasons.go ?? false }, () =>
    check.checkWorkflows(repository, tools),
  );

  if (template in services) {
    it(
      'has a Dockerfile without a fault',
      { skip: reasons.python ?? false },
      () => check.checkDockerfile(repository, tools),
    );

    it(
      'has manifests that three versions of Kubernetes take',
      { skip: reasons.schemas ?? false },
      async () => {
        repository.metrics = await check.checkManifests(repository, {
          env: tools.env,
          locations: tools.schemaLocations,
        });
      },
    );
  }

  if (template === 'documentation-site') {
    return;
  }
  const isBuilt = title.startsWith('smallest') || full.get(template) === 'code';
  const missing =
    reasons.make ??
    reasons[needsOf(template, values)] ??
    (isBuilt ? false : 'its code has not changed');
  it(
    'builds, passes its tests and has nothing to lint',
    { skip: missing },
    async t => {
      await installed.bring(repository.folder);
      for (const target of ['build', 'test', 'lint']) {
        const started = performance.now();
        const written = await make(target);
        if (target === 'test') {
          assert.match(written, ranTests);
        }
        t.diagnostic(
          `make ${target}: ${((performance.now() - started) / 1000).toFixed(
            1,
          )} s`,
        );
      }
      await installed.keep(repository.folder);
    },
  );

  if (template in services) {
    const reason = missing || (reasons.go ?? false);
    it(
      'runs, is healthy and ready, counts, and stops in order',
      { skip: reason },
      () => checkService(services[template], repository, tools),
    );
  }
}

function needsOf(template, { language }) {
  if (language === 'python') {
    return 'python';
  }
  return services[template]?.needs;
}
