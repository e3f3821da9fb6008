import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root } from '../scripts/launcher/paths.mjs';
import * as check from './testing/checkRepository.mjs';
import { listFiles, readYaml } from './testing/files.mjs';
import { MinimalPortal } from './testing/MinimalPortal.mjs';

const people = {
  owner: 'group:default/payments-team',
  system: 'system:default/checkout-system',
};

// What happens to a golden path after its first run, and what it does when something is wrong. The
// golden paths are a copy, because their skeletons change on the way.
describe('a golden path', () => {
  let folder;
  let portal;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'golden-paths-copy-'));
    await cp(join(root, 'templates'), folder, {
      recursive: true,
      filter: source => !source.endsWith('/testing'),
    });
    portal = await MinimalPortal.start({ folder });
  });
  after(async () => {
    await portal?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const skeleton = path => join(folder, 'documentation-site', 'skeleton', path);
  const edit = async (path, change) =>
    writeFile(path, change(await readFile(path, 'utf8')));

  it('is brought up to its present version by a pull request that keeps what the team changed', async () => {
    const name = 'guides';
    const created = await portal.scaffold('documentation-site', {
      name,
      description: 'Guides through Harborline',
      ...people,
    });
    assert.equal(created.status, 'completed', created.log);
    const update = () =>
      portal.scaffold('update-from-golden-path', {
        entity: `component:default/${name}`,
      });

    const nothing = await update();
    assert.equal(nothing.status, 'completed', nothing.log);
    assert.deepEqual(nothing.output.links, []);
    assert.match(
      nothing.output.text[0].content,
      /follows version 1\.\d\.\d already/,
    );

    await portal.commit(await portal.clone(name), {
      'docs/how-to/index.md': '# Our own recipes\n',
    });
    await edit(skeleton('README.md'), text => `${text}\nAsk us.\n`);
    for (const file of [
      join(folder, 'documentation-site/template.yaml'),
      skeleton('catalog-info.yaml'),
    ]) {
      await edit(file, text =>
        text.replace(/template-version: .*/, 'template-version: 9.0.0'),
      );
    }
    const updated = await update();
    assert.equal(updated.status, 'completed', updated.log);
    assert.match(updated.output.text[0].content, /to 9\.0\.0/);
    const [pull] = await (
      await portal.requestForge(`/repos/harborline/${name}/pulls`)
    ).json();
    assert.equal(pull.html_url, updated.output.links[0].url);
    const clone = await portal.clone(name, pull.head.ref);
    assert.match(
      await readFile(join(clone, 'README.md'), 'utf8'),
      /Ask us\.$/m,
    );
    assert.equal(
      await readFile(join(clone, 'docs/how-to/index.md'), 'utf8'),
      '# Our own recipes\n',
    );
    const [entity] = await readYaml(join(clone, 'catalog-info.yaml'));
    assert.equal(
      entity.metadata.annotations['causeway.io/template-version'],
      '9.0.0',
    );
  });

  it('adopts a repository with a pull request that adds what is missing and changes nothing', async () => {
    const name = 'old-service';
    const own = { 'README.md': '# Ours\n', CODEOWNERS: '* @harborline/ours\n' };
    await portal.createRepository(name, own);
    const values = {
      name,
      description: 'Does "things": since 2014 <b>',
      ...people,
      type: 'service',
      lifecycle: 'production',
    };
    const { status, log, output } = await portal.scaffold('adopt-existing', {
      ...values,
      repoUrl: `${portal.forgeHost}?owner=harborline&repo=${name}`,
    });
    assert.equal(status, 'completed', log);
    const [pull] = await (
      await portal.requestForge(`/repos/harborline/${name}/pulls`)
    ).json();
    assert.equal(pull.html_url, output.links[0].url);
    assert.match(pull.body, /CODEOWNERS/);
    const clone = await portal.clone(name, pull.head.ref);
    for (const [path, text] of Object.entries(own)) {
      assert.equal(await readFile(join(clone, path), 'utf8'), text);
    }
    const files = await listFiles(clone);
    for (const path of ['catalog-info.yaml', 'mkdocs.yml', 'docs/index.md']) {
      assert.ok(files.includes(path), path);
    }
    const repository = {
      folder: clone,
      template: 'adopt-existing',
      version: '1.1.0',
      values,
      forge: portal.forgeHost,
    };
    await check.checkNoPlaceholders(repository);
    await check.checkRecord(repository);
    await check.checkEntities(repository);
  });

  it('does not touch a repository of the same name', async () => {
    await portal.createRepository('taken', { 'README.md': '# Ours\n' });
    const { status, log } = await portal.scaffold('documentation-site', {
      name: 'taken',
      description: 'Guides through Harborline',
      ...people,
    });
    assert.equal(status, 'failed');
    assert.match(log, /'harborline\/taken' already exists/);
    const files = await listFiles(await portal.clone('taken'));
    assert.ok(!files.includes('catalog-info.yaml'));
  });

  it('runs in the template editor without publishing anything', async () => {
    const [template] = await readYaml(
      join(folder, 'documentation-site/template.yaml'),
    );
    const paths = await listFiles(join(folder, 'documentation-site'));
    const directoryContents = await Promise.all(
      paths.map(async path => ({
        path,
        base64Content: (
          await readFile(join(folder, 'documentation-site', path))
        ).toString('base64'),
      })),
    );
    const { status, body } = await portal.request('/scaffolder/v2/dry-run', {
      method: 'POST',
      body: {
        template,
        values: {
          name: 'draft',
          description: 'A draft that nobody keeps',
          ...people,
        },
        secrets: {},
        directoryContents,
      },
    });
    assert.equal(status, 200, JSON.stringify(body));
    const made = body.directoryContents.map(({ path }) => path);
    for (const path of ['.golden-path.yaml', 'CODEOWNERS', 'mkdocs.yml']) {
      assert.ok(made.includes(path), `${path} is not among ${made}`);
    }
    const answer = await portal.requestForge('/repos/harborline/draft');
    assert.equal(answer.status, 404);
  });

  it('names file and line of a skeleton that cannot be rendered, and makes nothing', async () => {
    const broken = skeleton('docs/index.md');
    await edit(broken, text => `${text}\n{% if %}\n`);
    const { status, log } = await portal.scaffold('documentation-site', {
      name: 'broken',
      description: 'Guides through Harborline',
      ...people,
    });
    assert.equal(status, 'failed');
    const line =
      (await readFile(broken, 'utf8')).split('\n').indexOf('{% if %}') + 1;
    assert.ok(
      log.includes(`documentation-site/skeleton/docs/index.md:${line}`),
      log,
    );
    const answer = await portal.requestForge('/repos/harborline/broken');
    assert.equal(answer.status, 404);
  });
});
