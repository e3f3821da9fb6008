import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { UrlReaders } from '@backstage/backend-defaults/urlReader';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { createPublishGiteaAction } from '@backstage/plugin-scaffolder-backend-module-gitea';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import {
  catalogInfo,
  startTestForge,
  writeFiles,
  type TestForge,
} from './__testUtils__/startTestForge';

jest.setTimeout(60_000);

describe("Backstage's Gitea support against the forge", () => {
  let test: TestForge;
  const logger = mockServices.logger.mock();

  beforeAll(async () => {
    test = await startTestForge();
  });

  afterAll(async () => {
    await test.stop();
  });

  it('reads files and folders with the URL reader', async () => {
    const reader = UrlReaders.default({ logger, config: test.config });
    const main = `${test.forge.baseUrl}/harborline/payments/src/branch/main`;

    const file = await reader.readUrl(`${main}/catalog-info.yaml`);
    expect((await file.buffer()).toString()).toBe(catalogInfo);
    expect(file.etag).toMatch(/^"[0-9a-f]{40}"$/);
    expect(file.lastModifiedAt?.getFullYear()).toBeGreaterThan(2000);

    const tree = await reader.readTree(`${main}/docs`);
    expect(tree.etag).toMatch(/^[0-9a-f]{40}$/);
    const targetDir = path.join(test.directory, 'read-tree');
    await mkdir(targetDir);
    const folder = await tree.dir({ targetDir });
    expect(await readFile(path.join(folder, 'index.md'), 'utf8')).toBe(
      '# Docs\n',
    );
    expect(await readFile(path.join(folder, 'guides/on call.md'), 'utf8')).toBe(
      'Call.\n',
    );

    const whole = await reader.readTree(main);
    expect((await whole.files()).map(entry => entry.path).sort()).toEqual([
      'README.md',
      'catalog-info.yaml',
      'docs/guides/on call.md',
      'docs/index.md',
      'logo.bin',
    ]);

    await expect(
      reader.readTree(`${main}/docs`, { etag: tree.etag }),
    ).rejects.toMatchObject({ name: 'NotModifiedError' });
    await expect(reader.readUrl(`${main}/absent.yaml`)).rejects.toMatchObject({
      name: 'NotFoundError',
    });

    const found = await reader.search(`${main}/README.md`);
    expect(found.files).toHaveLength(1);
    expect((await reader.search(`${main}/absent.md`)).files).toEqual([]);
  });

  it.each(['public', 'private'] as const)(
    'publishes a workspace as a %s repository',
    async repoVisibility => {
      const name = `published-${repoVisibility}`;
      const { host } = new URL(test.forge.baseUrl);
      const workspacePath = path.join(test.directory, name);
      await writeFiles(workspacePath, {
        'catalog-info.yaml': catalogInfo,
        'cmd/main.go': 'package main\n',
      });
      const config = new ConfigReader({
        ...test.config.get<object>(),
        scaffolder: {
          defaultAuthor: { name: 'Causeway', email: 'causeway@example.com' },
        },
      });
      const action = createPublishGiteaAction({
        integrations: ScmIntegrations.fromConfig(config),
        config,
      });
      const output = jest.fn();
      const context = createMockActionContext({
        workspacePath,
        input: {
          repoUrl: `${host}?owner=harborline&repo=${name}`,
          description: 'A new service',
          repoVisibility,
        },
      });
      await action.handler({
        ...context,
        output,
        // The action waits 20 seconds for the page of a private repository, which Gitea too hides from strangers.
        signal: AbortSignal.timeout(5_000),
      });

      const { forge } = test;
      const values = new Map(output.mock.calls as [string, string][]);
      expect(values.get('remoteUrl')).toBe(
        `${forge.baseUrl}/harborline/${name}.git`,
      );
      expect(values.get('repoContentsUrl')).toBe(
        `${forge.baseUrl}/harborline/${name}/src/branch/main/`,
      );
      const reader = UrlReaders.default({ logger, config: test.config });
      const tree = await reader.readTree(`${values.get('repoContentsUrl')}cmd`);
      expect(tree.etag).toBe(values.get('commitHash'));
      expect((await tree.files()).map(file => file.path)).toEqual(['main.go']);

      const page = await test.fetch(`/harborline/${name}/src/branch/main`);
      expect(page.status).toBe(repoVisibility === 'public' ? 200 : 404);
    },
  );

  it('is discovered by the entity provider, page by page', async () => {
    // One more than a page, some of them empty or without a catalog file.
    const names = Array.from({ length: 31 }, (_, index) => `bulk-${index}`);
    const source = path.join(test.directory, 'bulk');
    await writeFiles(source, { 'README.md': 'No catalog file.\n' });
    const initialCommit = {
      sourceDir: source,
      message: 'Initial commit',
      author: { name: 'Dana', email: 'dana@harborline.example' },
    };
    for (const [index, name] of names.entries()) {
      await test.forge.repositories.create({
        owner: 'harborline',
        name,
        initialCommit: index % 2 ? initialCommit : undefined,
      });
    }
    await test.forge.repositories.create({
      owner: 'harborline',
      name: 'zz-last-page',
      initialCommit: {
        ...initialCommit,
        sourceDir: path.join(test.sourceDir, 'payments'),
      },
    });

    const { stdout } = await promisify(execFile)(process.execPath, [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      require.resolve('./__testUtils__/discoverEntities.ts'),
      test.forge.baseUrl,
      'harborline',
    ]);
    const targets: string[] = JSON.parse(stdout);
    const { baseUrl } = test.forge;
    for (const name of ['payments', 'zz-last-page']) {
      expect(targets).toContain(
        `${baseUrl}/harborline/${name}/src/branch/main/catalog-info.yaml`,
      );
    }
    expect(targets.filter(target => target.includes('bulk-'))).toEqual([]);
  });
});
