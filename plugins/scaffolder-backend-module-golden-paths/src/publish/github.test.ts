import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
// Upstream's own action is what is compared with GitHub's description.
import githubModule from '@backstage/plugin-scaffolder-backend-module-github';
import { describeWithDatabase } from '@causeway/backend-common/testUtils';
import {
  readOnlyToken,
  startGithub,
  token,
  type TestGithub,
} from '../__testUtils__/startGithub';
import { TestScaffolder } from '../__testUtils__/startScaffolder';

jest.setTimeout(120_000);

describeWithDatabase('GitHub, by its own description of its API', () => {
  let folder: string;
  let github: TestGithub;
  let test: TestScaffolder;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'github-'));
    github = await startGithub({ folder });
    test = await start(github);
    await writeTemplates(test, '1.0.0', { 'README.md': '# Ours\n' });
  });

  afterEach(() => {
    github.calls.length = 0;
    github.violations.length = 0;
  });

  afterAll(async () => {
    await test.stop();
    await github.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function start({ integration }: TestGithub): Promise<TestScaffolder> {
    return TestScaffolder.start({
      integrations: { github: [integration] },
      features: [githubModule],
    });
  }

  async function writeTemplates(
    scaffolder: TestScaffolder,
    version: string,
    files: Record<string, string>,
  ) {
    await scaffolder.writeTemplate('service', {
      version,
      files: { 'run.sh': '#!/bin/sh\n', ...files },
      steps: [
        {
          id: 'fetch',
          action: 'golden-path:fetch',
          input: { values: { name: '${{ parameters.name }}' } },
        },
        {
          id: 'publish',
          action: 'golden-path:publish',
          input: {
            repoUrl: '${{ parameters.repoUrl }}',
            description: 'Prints labels',
            requiredStatusCheckContexts: ['test'],
            gitCommitMessage: 'Create it',
          },
        },
      ],
      output: { result: '${{ steps.publish.output }}' },
    });
    await scaffolder.writeUpdateTemplate();
    await scaffolder.writeTemplate('upstream', {
      files: { 'note.md': 'note\n' },
      steps: [
        {
          id: 'fetch',
          action: 'fetch:template',
          input: { url: './skeleton' },
        },
        {
          id: 'propose',
          action: 'publish:github:pull-request',
          input: {
            repoUrl: '${{ parameters.repoUrl }}',
            branchName: 'note',
            title: 'Add a note',
            description: 'Because',
          },
        },
      ],
      output: { url: '${{ steps.propose.output.remoteUrl }}' },
    });
  }

  const repoUrl = (name: string, { host } = github) =>
    `${host}?owner=harborline&repo=${name}`;

  const run = (name: string) =>
    test.run('service', { name, repoUrl: repoUrl(name) });

  const operations = () => github.calls.map(({ operation }) => operation);

  async function read(name: string, branch: string, path: string) {
    const clone = join(folder, `clone-${Date.now()}`);
    const url = new URL(`${github.baseUrl}/harborline/${name}.git`);
    url.username = 'x-access-token';
    url.password = token;
    await test.git('clone', '--quiet', '-b', branch, url.href, clone);
    return readFile(join(clone, path), 'utf8');
  }

  it('publishes a private repository whose branch is protected', async () => {
    const published = await run('labels');

    expect(github.violations).toEqual([]);
    expect(published).toMatchObject({
      status: 'completed',
      output: {
        result: {
          created: true,
          remoteUrl: `${github.baseUrl}/harborline/labels.git`,
          catalogInfoUrl: `${github.baseUrl}/harborline/labels/blob/main/catalog-info.yaml`,
        },
      },
    });
    const bodyOf = (operation: string) =>
      github.calls.find(call => call.operation === operation)?.body;
    expect(bodyOf('POST /api/v3/orgs/harborline/repos')).toMatchObject({
      name: 'labels',
      description: 'Prints labels',
      private: true,
      visibility: 'private',
      delete_branch_on_merge: true,
    });
    expect(
      bodyOf('PUT /api/v3/repos/harborline/labels/branches/main/protection'),
    ).toMatchObject({
      required_pull_request_reviews: { require_code_owner_reviews: true },
      required_status_checks: { contexts: ['test'], strict: true },
      enforce_admins: true,
    });
    expect(await read('labels', 'main', 'README.md')).toBe('# Ours\n');
    expect(published.log).not.toContain(token);
  });

  it('goes on with what a failed run has left, and protects it', async () => {
    await run('again');
    github.calls.length = 0;

    const again = await run('again');

    expect(github.violations).toEqual([]);
    expect(again.output.result).toMatchObject({ created: false });
    expect(operations()).toContain(
      'PUT /api/v3/repos/harborline/again/branches/main/protection',
    );
    expect(operations()).not.toContain('POST /api/v3/orgs/harborline/repos');
  });

  it('refuses a name that is taken', async () => {
    await github.repositories.create({
      owner: 'harborline',
      name: 'taken',
      isPrivate: true,
    });
    const failed = await run('taken');
    expect(failed.log).toContain("'harborline/taken' already exists at");
    expect(github.violations).toEqual([]);
  });

  it('says what a token without rights could not do', async () => {
    const limited = await startGithub({
      folder: join(folder, 'limited'),
      token: readOnlyToken,
    });
    const scaffolder = await start(limited);
    try {
      await writeTemplates(scaffolder, '1.0.0', {});
      const failed = await scaffolder.run('service', {
        name: 'x',
        repoUrl: repoUrl('x', limited),
      });
      expect(limited.violations).toEqual([]);
      expect(failed.status).toBe('failed');
      expect(failed.log).toContain(
        'Failed to create the Organization repository harborline/x, Resource not accessible by personal access token',
      );
      expect(failed.log).toContain('Nothing was created at');
      expect(failed.log).not.toContain(readOnlyToken);
    } finally {
      await scaffolder.stop();
      await limited.close();
    }
  });

  it('opens an update as a pull request', async () => {
    await run('behind');
    await writeTemplates(test, '1.1.0', { 'README.md': '# Newer\n' });

    const updated = await test.run('update', { repoUrl: repoUrl('behind') });

    expect(github.violations).toEqual([]);
    expect(updated.output.result).toMatchObject({
      pullRequestUrl: expect.stringMatching(
        new RegExp(`^${github.baseUrl}/harborline/behind/pull/\\d+$`),
      ),
    });
    expect(await read('behind', 'golden-path-update-1.1.0', 'README.md')).toBe(
      '# Newer\n',
    );
    const again = await test.run('update', { repoUrl: repoUrl('behind') });
    expect(again.output).toEqual(updated.output);
    await writeTemplates(test, '1.0.0', { 'README.md': '# Ours\n' });
  });

  it("proposes files with upstream's action", async () => {
    await run('proposed');

    const proposed = await test.run('upstream', {
      repoUrl: repoUrl('proposed'),
    });

    expect(github.violations).toEqual([]);
    expect(proposed.output.url).toMatch(/\/harborline\/proposed\/pull\/\d+$/);
    expect(await read('proposed', 'note', 'note.md')).toBe('note\n');
  });

  it('notices a request that GitHub would not understand', async () => {
    const response = await fetch(
      `${github.baseUrl}/api/v3/repos/harborline/labels/pulls`,
      {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${token}`,
          'Content-Type': 'application/json',
        },
        body: JSON.stringify({ title: 7, head: 'x' }),
      },
    );
    expect(response.status).toBe(500);
    expect(github.violations).toEqual([
      expect.stringContaining("must have required property 'base'"),
    ]);
  });
});
