import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import {
  admin,
  startTestForge,
  writeFiles,
  type TestForge,
} from './__testUtils__/startTestForge';
import { GitRepositoryStore } from './GitRepositoryStore';
import { seedRepositories } from './seedRepositories';

jest.setTimeout(60_000);

describe('seeding repositories', () => {
  let test: TestForge;

  beforeEach(async () => {
    test = await startTestForge();
  });

  afterEach(async () => {
    await test.stop();
  });

  async function openStore() {
    return await GitRepositoryStore.create({
      directory: test.repositoriesDir,
      organizations: ['harborline', 'empty-org'],
      git: test.forge.repositories.git,
      logger: mockServices.logger.mock(),
    });
  }

  it('creates only what is missing', async () => {
    expect(await test.seed()).toEqual({ created: [], renewed: [] });
    await writeFiles(path.join(test.sourceDir, 'broken'), {
      'catalog-info.yaml': 'metadata: [unclosed\n',
      '.gitignore': 'ignored.txt\n',
      'ignored.txt': 'x',
    });
    await writeFile(path.join(test.sourceDir, 'a-file'), 'x');
    expect(await test.seed()).toEqual({ created: ['broken'], renewed: [] });
    const repository = await test.forge.repositories.get(
      'harborline',
      'broken',
    );
    expect(repository.description).toBe('');
    const contents = await test.fetch(
      '/api/v1/repos/harborline/broken/contents',
    );
    expect(await contents.json()).toMatchObject([
      { name: '.gitignore' },
      { name: 'catalog-info.yaml' },
    ]);
  });

  it('brings a repository up to its folder with a commit of its own', async () => {
    const remote = test.remote('harborline/payments');
    await rm(path.join(test.sourceDir, 'payments/docs/guides'), {
      recursive: true,
    });
    await writeFiles(path.join(test.sourceDir, 'payments'), {
      'README.md': 'Newer\n',
      'docs/new.md': 'New\n',
    });
    expect(await test.seed()).toEqual({ created: [], renewed: ['payments'] });
    expect(await test.seed()).toEqual({ created: [], renewed: [] });

    await test.git('clone', '-q', remote, 'clone');
    const files = await test.git('-C', 'clone', 'ls-files');
    expect(files.trim().split('\n')).toEqual([
      'README.md',
      'catalog-info.yaml',
      'docs/index.md',
      'docs/new.md',
      'logo.bin',
    ]);
    expect(await test.git('-C', 'clone', 'show', 'HEAD:README.md')).toBe(
      'Newer\n',
    );
    expect(await test.git('-C', 'clone', 'log', '--format=%an: %s')).toBe(
      'Harborline Platform: Follow the demo of this checkout\nHarborline Platform: Initial commit\n',
    );
  });

  it('leaves an empty repository of the same name alone', async () => {
    await test.forge.repositories.create({ owner: 'harborline', name: 'bare' });
    await writeFiles(path.join(test.sourceDir, 'bare'), { 'a.txt': 'a' });
    expect(await test.seed()).toEqual({ created: [], renewed: [] });
  });

  it('keeps what a user has pushed, whatever the folder holds', async () => {
    await test.git('clone', '-q', test.remote('harborline/payments'), 'clone');
    await test.git('-C', 'clone', 'rm', '-q', 'README.md');
    await test.git('-C', 'clone', 'commit', '-q', '-m', 'Drop the readme');
    const remote = test.remote('harborline/payments', admin);
    await test.git('-C', 'clone', 'push', '-q', remote, 'main');
    const pushed = await test.git('ls-remote', remote);

    await writeFiles(path.join(test.sourceDir, 'payments'), {
      'README.md': 'Newer than the push\n',
    });
    const restarted = await openStore();
    expect(
      await seedRepositories({
        repositories: restarted,
        organization: 'harborline',
        sourceDir: test.sourceDir,
        logger: mockServices.logger.mock(),
      }),
    ).toEqual({ created: [], renewed: [] });
    expect(await test.git('ls-remote', remote)).toBe(pushed);
  });

  it('creates each repository once when two processes seed', async () => {
    for (const name of ['one', 'two', 'three']) {
      await writeFiles(path.join(test.sourceDir, name), { 'a.txt': name });
    }
    const seeded = await Promise.all([test.seed(), test.seed(), test.seed()]);
    expect(seeded.flatMap(({ created }) => created).sort()).toEqual([
      'one',
      'three',
      'two',
    ]);
  });

  it('shows nothing of a creation that was killed, and removes its remains', async () => {
    const incoming = path.join(test.repositoriesDir, '.incoming');
    const ended = spawn(process.execPath, ['--eval', '']);
    await once(ended, 'exit');
    await mkdir(path.join(incoming, `${ended.pid}-killed`));
    // Another process that lives may be about to finish.
    await mkdir(path.join(incoming, `${process.ppid}-alive`));
    const store = await openStore();
    expect(await readdir(incoming)).toEqual([`${process.ppid}-alive`]);
    const repositories = await store.list('harborline');
    expect(repositories.map(({ name }) => name)).toEqual(['payments']);
  });

  it('leaves out a damaged repository and shows the others', async () => {
    await mkdir(path.join(test.repositoriesDir, 'harborline/damaged.git'));
    const response = await test.fetch('/api/v1/orgs/harborline/repos');
    expect(await response.json()).toMatchObject([{ name: 'payments' }]);
  });
});
