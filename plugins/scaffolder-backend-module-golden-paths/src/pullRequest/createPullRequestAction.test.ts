import { describeWithDatabase } from '@causeway/backend-common/testUtils';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TestScaffolder } from '../__testUtils__/startScaffolder';

jest.setTimeout(120_000);

describeWithDatabase('golden-path:pull-request', () => {
  let test: TestScaffolder;

  beforeAll(async () => {
    test = await TestScaffolder.start();
    await adoption('1.0.0', {});
    await test.writeUpdateTemplate();
  });

  afterAll(() => test.stop());

  async function adoption(version: string, more: Record<string, string>) {
    await test.writeTemplate('adopt', {
      version,
      files: {
        'catalog-info.yaml': 'name: ${{ values.name }}\n',
        'README.md': '# Ours\n',
        'docs/index.md': '# Docs\n',
        ...more,
      },
      steps: [
        {
          id: 'fetch',
          action: 'golden-path:fetch',
          input: { values: { name: '${{ parameters.name }}' } },
        },
        {
          id: 'propose',
          action: 'golden-path:pull-request',
          input: {
            repoUrl: '${{ parameters.repoUrl }}',
            branch: 'join-the-catalog',
            title: 'Join the catalog',
            description: 'Because.',
          },
        },
      ],
      output: { result: '${{ steps.propose.output }}' },
    });
  }

  async function createRepository(
    name: string,
    files: Record<string, string>,
  ): Promise<void> {
    const sourceDir = join(test.folder, `source-${name}`);
    await test.writeFiles(sourceDir, files);
    await test.forge.repositories.create({
      owner: 'harborline',
      name,
      initialCommit: {
        sourceDir,
        message: 'Theirs',
        author: { name: 'Dana', email: 'dana@example.test' },
      },
    });
  }

  const run = (name: string) =>
    test.run('adopt', { name, repoUrl: test.repoUrl(name) });

  async function clone(name: string, branch: string) {
    const folder = join(test.folder, `clone-${name}-${Date.now()}`);
    await test.git(
      'clone',
      '--quiet',
      '--branch',
      branch,
      test.remote(name),
      folder,
    );
    return (path: string) => readFile(join(folder, path), 'utf8');
  }

  it('adds what is missing, keeps what is there, and can be updated later', async () => {
    await createRepository('legacy', { 'README.md': '# Theirs\n' });

    const first = await run('legacy');
    expect(first.output.result).toEqual({
      added: ['.golden-path.yaml', 'catalog-info.yaml', 'docs/index.md'],
      kept: ['README.md'],
      pullRequestUrl: `${test.proxy.baseUrl}/harborline/legacy/pulls/1`,
    });
    const read = await clone('legacy', 'join-the-catalog');
    expect(await read('README.md')).toBe('# Theirs\n');
    expect(await read('catalog-info.yaml')).toBe('name: legacy\n');
    const page = await fetch(`${test.proxy.baseUrl}/harborline/legacy/pulls/1`);
    expect(await page.text()).toContain('- `README.md`');

    expect((await run('legacy')).output.result).toMatchObject({
      pullRequestUrl: `${test.proxy.baseUrl}/harborline/legacy/pulls/1`,
    });

    const merging = join(test.folder, 'merging');
    await test.git('clone', '--quiet', test.remote('legacy'), merging);
    const git = (...args: string[]) => test.git('-C', merging, ...args);
    await git('merge', '--quiet', 'origin/join-the-catalog');
    await git('push', '--quiet', 'origin', 'HEAD:main');
    expect((await run('legacy')).output.result).toEqual({
      added: [],
      kept: expect.arrayContaining(['catalog-info.yaml']),
    });

    await adoption('1.1.0', { 'docs/index.md': '# Docs, and more\n' });
    const updated = await test.run('update', {
      repoUrl: test.repoUrl('legacy'),
    });
    expect(updated.output.result).toMatchObject({ conflicts: [] });
    const readUpdate = await clone('legacy', 'golden-path-update-1.1.0');
    expect(await readUpdate('docs/index.md')).toBe('# Docs, and more\n');
    expect(await readUpdate('README.md')).toBe('# Theirs\n');
    await adoption('1.0.0', {});
  });

  it('puts no folder in the place of a file', async () => {
    await createRepository('plain', { docs: 'a file\n' });
    expect((await run('plain')).output.result).toMatchObject({
      added: ['.golden-path.yaml', 'README.md', 'catalog-info.yaml'],
      kept: ['docs/index.md'],
    });
  });

  it('says what it needs', async () => {
    await test.forge.repositories.create({
      owner: 'harborline',
      name: 'hollow',
    });
    expect((await run('hollow')).log).toContain(
      "/harborline/hollow' has nothing on 'main' yet; push something to it first",
    );
    expect((await run('absent')).log).toContain('There is no repository at');
  });
});
