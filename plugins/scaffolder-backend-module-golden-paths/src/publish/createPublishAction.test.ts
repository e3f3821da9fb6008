import { describeWithDatabase } from '@causeway/backend-common/testUtils';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { reader, TestScaffolder } from '../__testUtils__/startScaffolder';

jest.setTimeout(120_000);

const noFault = () => undefined;

describeWithDatabase('golden-path:publish', () => {
  let test: TestScaffolder;

  beforeAll(async () => {
    test = await TestScaffolder.start();
    await prepare(test);
  });

  afterEach(() => {
    test.proxy.fault = noFault;
    test.proxy.requests.length = 0;
  });

  afterAll(() => test.stop());

  async function prepare(scaffolder: TestScaffolder) {
    await scaffolder.writeTemplate('service', {
      files: {
        'README.md': '# ${{ values.name }}\n',
        'run.sh': '#!/bin/sh\n',
        '.gitignore': 'build\n',
      },
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
            description: '${{ parameters.name }}',
          },
        },
        {
          id: 'after',
          action: 'fetch:plain:file',
          input: {
            url: '${{ parameters.after or "./template.yaml" }}',
            targetPath: 'after.yaml',
          },
        },
      ],
      output: {
        created: '${{ steps.publish.output.created }}',
        remoteUrl: '${{ steps.publish.output.remoteUrl }}',
        repoContentsUrl: '${{ steps.publish.output.repoContentsUrl }}',
        catalogInfoUrl: '${{ steps.publish.output.catalogInfoUrl }}',
      },
    });
  }

  const values = (name: string, more = {}) => ({
    name,
    repoUrl: test.repoUrl(name),
    ...more,
  });

  /** Subjects of the commits of a repository. */
  async function history(name: string): Promise<string[]> {
    const clone = join(test.folder, `clone-${name}-${Date.now()}`);
    await test.git('clone', '--quiet', test.remote(name), clone);
    const log = await test.git('-C', clone, 'log', '--format=%s');
    return log.trim().split('\n');
  }

  const creations = () =>
    test.proxy.requests.filter(each => each.startsWith('POST /api/v1/orgs'));

  it('creates the repository and says where it is', async () => {
    const run = await test.run('service', values('labels'));

    expect(run).toMatchObject({
      status: 'completed',
      output: {
        created: true,
        remoteUrl: `${test.proxy.baseUrl}/harborline/labels.git`,
        repoContentsUrl: `${test.proxy.baseUrl}/harborline/labels/src/branch/main/`,
        catalogInfoUrl: `${test.proxy.baseUrl}/harborline/labels/src/branch/main/catalog-info.yaml`,
      },
    });
    expect(await history('labels')).toHaveLength(1);
  });

  it('goes on when git had no answer after the repository was created', async () => {
    // Not cut off: upstream would try for a minute, which no test should take.
    test.proxy.fault = ({ url }) =>
      url?.includes('info/refs') ? 403 : undefined;
    const failed = await test.run('service', values('cut-off'));

    expect(failed.status).toBe('failed');
    expect(failed.log).toContain(
      `Whether '${
        new URL(test.proxy.baseUrl).host
      }/harborline/cut-off' was created is not known`,
    );
    expect(creations()).toHaveLength(1);

    test.proxy.fault = noFault;
    const retried = await test.retry(failed);

    expect(retried).toMatchObject({
      status: 'completed',
      output: { created: false },
    });
    expect(creations()).toHaveLength(1);
    expect(await history('cut-off')).toHaveLength(1);
  });

  it('says that the repository is empty when only the push failed', async () => {
    test.proxy.fault = ({ url }) =>
      url?.endsWith('git-receive-pack') ? 403 : undefined;
    const failed = await test.run('service', values('no-push'));

    expect(failed.log).toContain(
      "/harborline/no-push' was created and is empty; a retry goes on from there. Mend the cause and retry",
    );
    // What the step has looked at and rendered is gone.
    expect((await readdir(test.folder)).join()).not.toContain('_step-');
    test.proxy.fault = noFault;
    expect(await test.retry(failed)).toMatchObject({ status: 'completed' });
    expect(await history('no-push')).toHaveLength(1);
  });

  it('does not publish again when a later step failed', async () => {
    const broken = values('later', { after: './absent.yaml' });
    const failed = await test.run('service', broken);
    expect(failed.status).toBe('failed');

    await test.writeFiles(join(test.folder, 'templates/service'), {
      'absent.yaml': '',
    });
    const retried = await test.retry(failed);

    expect(retried).toMatchObject({
      status: 'completed',
      output: { created: false },
    });
    const again = await test.run('service', broken);
    expect(again).toMatchObject({
      status: 'completed',
      output: { created: false },
    });
    expect(creations()).toHaveLength(1);
    expect(await history('later')).toHaveLength(1);
  });

  it('says that nothing was created when the forge is down', async () => {
    test.proxy.fault = () => 'cut off';
    const failed = await test.run('service', values('down'));

    expect(failed.status).toBe('failed');
    expect(failed.log).toMatch(
      /'localhost:\d+' does not answer \(\w+\); retry when it does/,
    );
    test.proxy.fault = noFault;
    expect(await test.retry(failed)).toMatchObject({
      status: 'completed',
      output: { created: true },
    });
  });

  it('refuses a name that somebody else has, and changes nothing', async () => {
    const { repositories } = test.forge;
    await repositories.create({ owner: 'harborline', name: 'empty-taken' });
    const other = join(test.folder, 'other');
    await test.writeFiles(other, { 'README.md': 'Theirs\n' });
    await repositories.create({
      owner: 'harborline',
      name: 'taken',
      initialCommit: {
        sourceDir: other,
        message: 'Theirs',
        author: { name: 'Dana', email: 'dana@example.test' },
      },
    });

    const taken = await test.run('service', values('taken'));
    expect(taken.status).toBe('failed');
    expect(taken.log).toContain("'harborline/taken' already exists at");
    expect(taken.log).toContain(
      'with other files; choose another name. Nothing was created',
    );
    expect((await test.retry(taken)).status).toBe('failed');
    expect(await history('taken')).toEqual(['Theirs']);

    const empty = await test.run('service', values('empty-taken'));
    expect(empty.log).toContain(
      'is empty. If an earlier run left it behind, retry that run',
    );
    expect((await test.retry(empty)).status).toBe('failed');
    expect(await test.git('ls-remote', test.remote('empty-taken'))).toBe('');
    expect(creations()).toHaveLength(0);
  });

  it.each([
    ['../escaped', 'is not a name for a repository'],
    ['ünïcode', 'is not a name for a repository'],
    ['-rf', 'is not a name for a repository'],
    ['$(id)', 'is not a name for a repository'],
    ['x'.repeat(101), 'at most 100 characters'],
  ])('refuses the name %s', async (name, reason) => {
    const run = await test.run('service', {
      name: 'x',
      repoUrl: `${new URL(test.proxy.baseUrl).host}?${new URLSearchParams({
        owner: 'harborline',
        repo: name,
      })}`,
    });
    expect(run.status).toBe('failed');
    expect(run.log).toContain(reason);
  });

  it('publishes nothing in a dry run', async () => {
    const { body, status } = await test.dryRun(
      {
        apiVersion: 'scaffolder.backstage.io/v1beta3',
        kind: 'Template',
        metadata: {
          name: 'draft',
          annotations: { 'causeway.io/template-version': '0.1.0' },
        },
        spec: {
          type: 'service',
          steps: [
            {
              action: 'golden-path:fetch',
              input: { values: { name: '${{ parameters.name }}' } },
            },
            {
              id: 'publish',
              action: 'golden-path:publish',
              input: { repoUrl: test.repoUrl('draft') },
            },
          ],
          output: { url: '${{ steps.publish.output.repoContentsUrl }}' },
        },
      },
      { name: 'draft' },
      { 'skeleton/README.md': 'Draft ${{ values.name }}\n' },
    );

    expect(status).toBe(200);
    expect(
      body.directoryContents.map(({ path }: { path: string }) => path).sort(),
    ).toEqual(['.golden-path.yaml', 'README.md']);
    expect(body.output).toEqual({
      url: `${test.proxy.baseUrl}/harborline/draft/src/branch/main/`,
    });
    expect(creations()).toEqual([]);
  });

  it('names the right that the portal lacks', async () => {
    const limited = await TestScaffolder.start({ forgeUser: reader });
    try {
      await prepare(limited);
      const run = await limited.run('service', {
        name: 'no-right',
        repoUrl: limited.repoUrl('no-right'),
      });
      expect(run.status).toBe('failed');
      expect(run.log).toContain(
        "Unable to create repository, 403 Forbidden, The user 'auditor' may only read",
      );
      expect(run.log).toContain('Nothing was created at');
      expect(run.log).not.toContain(reader.password);
    } finally {
      await limited.stop();
    }
  });
});
