import { describeWithDatabase } from '@causeway/backend-common/testUtils';
import { join } from 'node:path';
import { Clone } from '../__testUtils__/Clone';
import { TestScaffolder, type TaskRun } from '../__testUtils__/startScaffolder';

jest.setTimeout(120_000);

describeWithDatabase('golden-path:update', () => {
  let test: TestScaffolder;

  beforeAll(async () => {
    test = await TestScaffolder.start();
    await test.writeUpdateTemplate();
  });

  afterEach(() => {
    test.proxy.fault = () => undefined;
  });

  afterAll(() => test.stop());

  const lines = (...changes: [number, string][]) => {
    const text = Array.from({ length: 20 }, (_, index) => `line ${index}`);
    changes.forEach(([index, line]) => {
      text[index] = line;
    });
    return `${text.join('\n')}\n`;
  };

  const first = {
    'README.md': '# ${{ values.name }}\n',
    Makefile: lines(),
    'old.md': 'old\n',
    'spare.md': lines(),
    'catalog-info.yaml': 'version: 1.0.0\n',
  };

  async function writeGoldenPath(
    version: string,
    files: Record<string, string>,
  ): Promise<void> {
    await test.writeTemplate('service', {
      version,
      files,
      steps: [
        {
          id: 'fetch',
          action: 'golden-path:fetch',
          input: {
            values: { name: '${{ parameters.name }}', limit: `${version} Mi` },
          },
        },
        {
          id: 'publish',
          action: 'golden-path:publish',
          input: { repoUrl: '${{ parameters.repoUrl }}' },
        },
      ],
    });
  }

  /** Creates a repository from version 1.0.0, and returns a clone of it. */
  async function create(name: string): Promise<Clone> {
    await writeGoldenPath('1.0.0', first);
    const run = await test.run('service', {
      name,
      repoUrl: test.repoUrl(name),
    });
    expect(run.status).toBe('completed');
    const folder = join(test.folder, `clone-${name}`);
    await test.git('clone', '--quiet', test.remote(name), folder);
    return new Clone(test, name, folder);
  }

  const update = (name: string) =>
    test.run('update', { repoUrl: test.repoUrl(name) });

  const resultOf = ({ output }: TaskRun) =>
    output.result as {
      isUpToDate: boolean;
      conflicts: string[];
      pullRequestUrl?: string;
      fromVersion: string;
      toVersion: string;
    };

  it('brings the new version and keeps what was changed, deleted and added', async () => {
    const clone = await create('clean');
    await clone.commit({
      'README.md': '# clean\n\nOurs.\n',
      Makefile: lines([2, 'ours']),
      'own.md': 'ours\n',
      'spare.md': undefined,
    });
    await writeGoldenPath('1.1.0', {
      ...first,
      Makefile: lines([15, 'theirs ${{ values.name }} ${{ values.limit }}']),
      'new.md': 'new\n',
      'catalog-info.yaml': 'version: 1.1.0\n',
      'old.md': 'old\n',
    });

    const run = await update('clean');

    expect(resultOf(run)).toMatchObject({
      isUpToDate: false,
      fromVersion: '1.0.0',
      toVersion: '1.1.0',
      conflicts: [],
      pullRequestUrl: `${test.proxy.baseUrl}/harborline/clean/pulls/1`,
    });
    expect(await clone.pullRequests()).toMatchObject([
      {
        title: 'Update from the golden path service to 1.1.0',
        mergeable: true,
        head: { ref: 'golden-path-update-1.1.0' },
      },
    ]);
    await clone.checkOut('golden-path-update-1.1.0');
    expect(await clone.read('Makefile')).toBe(
      lines([2, 'ours'], [15, 'theirs clean 1.1.0 Mi']),
    );
    expect(await clone.read('README.md')).toBe('# clean\n\nOurs.\n');
    expect(await clone.read('own.md')).toBe('ours\n');
    expect(await clone.read('new.md')).toBe('new\n');
    expect(await clone.read('.golden-path.yaml')).toContain('version: 1.1.0');
    await expect(clone.read('spare.md')).rejects.toThrow('ENOENT');
  });

  it('brings who is on call for the owner by now', async () => {
    const clone = await create('on-call');
    const record = await clone.read('.golden-path.yaml');
    // As it was before the record had them.
    await clone.commit({
      '.golden-path.yaml': record.replace(
        'values:\n',
        'values:\n  owner: group:default/on-call-team\n',
      ),
    });
    test.addEntity({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Group',
      metadata: {
        name: 'on-call-team',
        namespace: 'default',
        annotations: { 'pagerduty.com/service-id': 'PNIGHT' },
      },
      spec: { type: 'team', children: [] },
    });
    await writeGoldenPath('1.1.0', {
      ...first,
      'catalog-info.yaml':
        '{% for key, value in values.onCall %}${{ key }}: ${{ value }}\n{% endfor %}',
    });

    const run = await update('on-call');

    expect(resultOf(run).conflicts).toEqual([]);
    await clone.checkOut('golden-path-update-1.1.0');
    expect(await clone.read('catalog-info.yaml')).toBe(
      'pagerduty.com/service-id: PNIGHT\n',
    );
  });

  it('does not open the same update twice', async () => {
    const clone = await create('twice');
    await writeGoldenPath('1.1.0', { ...first, 'new.md': 'new\n' });
    test.proxy.fault = ({ method, url }) =>
      method === 'POST' && url?.endsWith('/pulls') ? 503 : undefined;
    const failed = await update('twice');
    expect(failed.status).toBe('failed');
    expect(failed.log).toContain('with 503');

    test.proxy.fault = () => undefined;
    const retried = await test.retry(failed);
    expect(retried.status).toBe('completed');
    const again = await update('twice');

    expect(resultOf(again).pullRequestUrl).toBe(
      resultOf(retried).pullRequestUrl,
    );
    expect(await clone.pullRequests()).toHaveLength(1);
    expect(await clone.branches()).toEqual([
      'golden-path',
      'golden-path-update-1.1.0',
      'main',
    ]);
  });

  it('marks and lists what both sides changed, and overwrites nothing', async () => {
    const clone = await create('conflict');
    await clone.commit({
      Makefile: lines([5, 'ours']),
      'old.md': 'old, and ours\n',
      'spare.md': undefined,
      'same.md': 'ours\n',
    });
    const { 'old.md': _, ...rest } = first;
    await writeGoldenPath('2.0.0', {
      ...rest,
      Makefile: lines([5, 'theirs'], [15, 'theirs too']),
      'spare.md': lines([1, 'theirs']),
      'same.md': 'theirs\n',
    });

    const run = await update('conflict');

    expect(resultOf(run).conflicts.sort()).toEqual([
      'Makefile',
      'old.md',
      'same.md',
      'spare.md',
    ]);
    const [pullRequest] = await clone.pullRequests();
    expect(pullRequest.title).toBe(
      'Update from the golden path service to 2.0.0 (4 to decide)',
    );
    expect(pullRequest.body).toContain(
      '- `Makefile`: changed on both sides; look for `<<<<<<<`',
    );
    expect(pullRequest.body).toContain(
      '- `spare.md`: changed by the golden path, and stays deleted as it is here',
    );
    expect(pullRequest.body).toContain(
      '- `old.md`: deleted by the golden path, and stays because it was changed here',
    );
    await clone.checkOut('golden-path-update-2.0.0');
    expect(await clone.read('Makefile')).toContain(
      '<<<<<<< main\nours\n=======\ntheirs\n>>>>>>> golden-path-2.0.0\n',
    );
    expect(await clone.read('Makefile')).toContain('theirs too');
    expect(await clone.read('same.md')).toContain('ours\n=======\ntheirs');
    expect(await clone.read('old.md')).toBe('old, and ours\n');
    await expect(clone.read('spare.md')).rejects.toThrow('ENOENT');
  });

  it('starts from an earlier update that was squashed', async () => {
    const clone = await create('squashed');
    await clone.commit({ Makefile: lines([2, 'ours']) });
    await writeGoldenPath('1.1.0', {
      ...first,
      Makefile: lines([15, 'theirs']),
    });
    await update('squashed');
    await clone.merge(1, 'squash');
    await clone.commit({ 'README.md': '# ours\n' });
    await writeGoldenPath('1.2.0', {
      ...first,
      Makefile: lines([15, 'theirs'], [18, 'newest']),
    });

    const run = await update('squashed');

    expect(resultOf(run)).toMatchObject({
      fromVersion: '1.1.0',
      toVersion: '1.2.0',
      conflicts: [],
    });
    await clone.checkOut('golden-path-update-1.2.0');
    expect(await clone.read('Makefile')).toBe(
      lines([2, 'ours'], [15, 'theirs'], [18, 'newest']),
    );
    expect(await clone.read('README.md')).toBe('# ours\n');
    const renderings = await clone.git(
      'log',
      '--format=%(trailers:key=Golden-Path-Version,valueonly,separator=%x2C)',
      'origin/golden-path',
    );
    expect(renderings.trim().split('\n')).toEqual(['1.2.0', '1.1.0']);
  });

  it('takes no history for a rendering that somebody has squashed into one commit', async () => {
    const clone = await create('rewritten');
    await clone.git('checkout', '--quiet', '--orphan', 'anew');
    await test.writeFiles(clone.folder, { Makefile: lines([15, 'ours']) });
    await clone.git('add', '--all');
    await clone.git('commit', '--quiet', '-m', 'All in one');
    await clone.git('push', '--quiet', '--force', 'origin', 'anew:main');
    await writeGoldenPath('1.1.0', { ...first, 'new.md': 'new\n' });

    const run = await update('rewritten');

    expect(resultOf(run).conflicts).toContain('Makefile');
    expect((await clone.pullRequests())[0].body).toContain(
      'The rendering of version 1.0.0 is not in the history',
    );
    await clone.checkOut('golden-path-update-1.1.0');
    expect(await clone.read('Makefile')).toContain('ours');
  });

  it('leaves a branch of somebody else alone', async () => {
    const clone = await create('occupied');
    await clone.git('checkout', '--quiet', '-b', 'golden-path-update-1.1.0');
    await clone.commit({ 'mine.md': 'mine\n' }, 'golden-path-update-1.1.0');
    await writeGoldenPath('1.1.0', { ...first, 'new.md': 'new\n' });

    await update('occupied');

    expect((await clone.pullRequests())[0].head.ref).toBe(
      'golden-path-update-1.1.0-2',
    );
    await clone.checkOut('golden-path-update-1.1.0');
    expect(await clone.read('mine.md')).toBe('mine\n');
  });

  it('does nothing when there is no newer version', async () => {
    const clone = await create('current');

    const run = await update('current');

    expect(resultOf(run)).toMatchObject({ isUpToDate: true, conflicts: [] });
    expect(run.log).toContain('there is no newer one');
    expect(await clone.branches()).toEqual(['main']);
  });

  it('refuses a repository that follows no golden path', async () => {
    await test.forge.repositories.create({
      owner: 'harborline',
      name: 'stranger',
    });
    expect((await update('stranger')).log).toContain(
      "/harborline/stranger' has no '.golden-path.yaml' on 'main', so it follows no golden path",
    );
    expect((await update('absent')).log).toContain('There is no repository at');
    const clone = await create('garbled');
    await clone.commit({
      '.golden-path.yaml': 'kind: GoldenPath\nparts: [../../etc]\n',
    });
    expect((await update('garbled')).log).toContain(
      "'.golden-path.yaml' is no record of a golden path",
    );
  });

  it('finds the repository of an entity', async () => {
    await create('by-entity');
    await writeGoldenPath('1.1.0', { ...first, 'new.md': 'new\n' });
    test.addEntity({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        name: 'by-entity',
        namespace: 'default',
        annotations: {
          'backstage.io/source-location': `url:${test.proxy.baseUrl}/harborline/by-entity/src/branch/main/`,
        },
      },
      spec: {},
    });

    const run = await test.run('update', { entityRef: 'by-entity' });

    expect(resultOf(run).pullRequestUrl).toBe(
      `${test.proxy.baseUrl}/harborline/by-entity/pulls/1`,
    );
    expect(
      (await test.run('update', { entityRef: 'component:absent' })).log,
    ).toContain("The catalog has no 'component:default/absent'");
    expect((await test.run('update')).log).toContain(
      "Give either 'entityRef' or 'repoUrl'",
    );
  });
});
