import { describeWithDatabase } from '@causeway/backend-common/testUtils';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  gitlabToken,
  startGitlab,
  type TestGitlab,
} from '../__testUtils__/startGitlab';
import { TestScaffolder } from '../__testUtils__/startScaffolder';

jest.setTimeout(120_000);

describeWithDatabase('GitLab', () => {
  let folder: string;
  let gitlab: TestGitlab;
  let test: TestScaffolder;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gitlab-'));
    gitlab = await startGitlab({ folder });
    test = await TestScaffolder.start({
      integrations: { gitlab: [gitlab.integration] },
    });
    await test.writeUpdateTemplate();
  });

  afterAll(async () => {
    await test.stop();
    await gitlab.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function writeGoldenPath(version: string, text: string): Promise<void> {
    await test.writeTemplate('service', {
      version,
      files: { 'README.md': text },
      steps: [
        {
          id: 'fetch',
          action: 'golden-path:fetch',
          input: { values: {} },
        },
        {
          id: 'publish',
          action: 'golden-path:publish',
          input: {
            repoUrl: '${{ parameters.repoUrl }}',
            description: 'Prints labels',
            gitCommitMessage: 'Create it',
          },
        },
      ],
      output: { result: '${{ steps.publish.output }}' },
    });
  }

  it('publishes a private project once, and opens its update as a merge request', async () => {
    await writeGoldenPath('1.0.0', 'first\n');
    const repoUrl = `${gitlab.host}?owner=harborline&repo=labels`;

    const published = await test.run('service', { repoUrl });

    expect(published).toMatchObject({
      status: 'completed',
      output: {
        result: {
          created: true,
          remoteUrl: `${gitlab.baseUrl}/harborline/labels.git`,
          catalogInfoUrl: `${gitlab.baseUrl}/harborline/labels/-/blob/main/catalog-info.yaml`,
        },
      },
    });
    expect(published.log).not.toContain(gitlabToken);
    const creations = () =>
      gitlab.calls.filter(({ operation }) => operation === 'POST /projects');
    expect(creations()).toMatchObject([
      {
        body: {
          path: 'labels',
          visibility: 'private',
          description: 'Prints labels',
        },
      },
    ]);

    const again = await test.run('service', { repoUrl });
    expect(again.output.result).toMatchObject({ created: false });
    expect(creations()).toHaveLength(1);

    await writeGoldenPath('1.1.0', 'second\n');
    const updated = await test.run('update', { repoUrl });
    expect(updated.output.result).toMatchObject({
      pullRequestUrl: `${gitlab.baseUrl}/harborline/labels/-/merge_requests/1`,
    });
    expect(gitlab.calls.at(-1)).toMatchObject({
      operation: 'POST /projects/harborline%2Flabels/merge_requests',
      body: {
        source_branch: 'golden-path-update-1.1.0',
        target_branch: 'main',
        title: 'Update from the golden path service to 1.1.0',
      },
    });
    expect((await test.run('update', { repoUrl })).output).toEqual(
      updated.output,
    );
  });
});
