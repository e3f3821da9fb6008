import { NotFoundError } from '@backstage/errors';
import type { Request, Router } from 'express';
import createPromiseRouter from 'express-promise-router';
import { AuthorizedRepositoryStore } from './AuthorizedRepositoryStore';
import type { CreateApiRouterOptions } from './createApiRouter';
import { GiteaModels } from './giteaModels';
import type { TreeEntry } from './gitOutput';
import type { GitRepository } from './GitRepository';
import type { Repository } from './GitRepositoryStore';
import { parseTreePath } from './names';
import { takePage } from './pagination';
import { parseRef, wildcard } from './parseRequest';
import { sendFile, sendProcessOutput, setValidators } from './sendFile';

// Gitea's own limit for file content inside JSON; larger files are read through `raw`.
const maxContentBytes = 10 * 1024 * 1024;

/** What is in a repository; to be mounted below `/repos/:owner/:name`. */
export function createContentsRouter(options: CreateApiRouterOptions): Router {
  const { baseUrl, repositories, authenticator } = options;
  const models = new GiteaModels({ baseUrl });
  const router = createPromiseRouter({ mergeParams: true });

  async function openRepository(request: Request): Promise<{
    repository: Repository;
    content: GitRepository;
  }> {
    const store = new AuthorizedRepositoryStore(
      repositories,
      authenticator.authenticate(request.headers.authorization),
    );
    const { owner, name } = request.params;
    const repository = await store.get(owner, name);
    return { repository, content: store.open(repository) };
  }

  router.get('/branches', async (request, response) => {
    const { repository, content } = await openRepository(request);
    const branches = takePage(request, response, {
      items: await content.branches(),
      baseUrl,
    });
    const commits = await content.commitsOf(branches.map(({ sha }) => sha));
    response.json(
      branches.flatMap(({ name, sha }) => {
        const commit = commits.get(sha);
        return commit ? [models.branch(repository, name, commit)] : [];
      }),
    );
  });

  router.get('/branches/*', async (request, response) => {
    const { repository, content } = await openRepository(request);
    const name = wildcard(request);
    const branch = (await content.branches()).find(
      candidate => candidate.name === name,
    );
    if (!branch) {
      throw new NotFoundError(`No branch '${name}'`);
    }
    response.json(
      models.branch(repository, name, await content.commit(branch.sha)),
    );
  });

  router.get('/git/commits/*', async (request, response) => {
    const { repository, content } = await openRepository(request);
    const { sha } = await content.resolve(wildcard(request));
    const commit = await content.commit(sha);
    const hasChanges =
      request.query.stat !== 'false' || request.query.files !== 'false';
    response.json(
      models.commit(
        repository,
        commit,
        hasChanges ? await content.changes(commit) : undefined,
      ),
    );
  });

  router.get('/git/blobs/:sha', async (request, response) => {
    const { repository, content } = await openRepository(request);
    const { sha } = request.params;
    const size = /^[0-9a-f]{40,64}$/.test(sha)
      ? await content.blobSize(sha)
      : undefined;
    if (size === undefined) {
      throw new NotFoundError(`No file content '${sha}'`);
    }
    response.json(
      models.blob(repository, {
        sha,
        size,
        content: size > maxContentBytes ? undefined : await content.blob(sha),
      }),
    );
  });

  const contents = '/contents';
  router.get([contents, `${contents}/*`], async (request, response) => {
    const { repository, content } = await openRepository(request);
    const treePath = parseTreePath(wildcard(request));
    const isRoot = treePath === '';
    if (isRoot && (await content.branches()).length === 0) {
      response.json([]);
      return;
    }
    const revision = await content.resolve(
      parseRef(request, repository.defaultBranch),
    );
    const entry = await content.entry(revision.sha, treePath);
    if (entry.type === 'dir') {
      const children = await content.children(entry);
      response.json(
        children.map(child =>
          models.contents(repository, { entry: child, revision }),
        ),
      );
      return;
    }
    const [lastCommit] = await content.history({
      sha: revision.sha,
      path: entry.path,
      limit: 1,
    });
    setValidators(response, {
      sha: entry.sha,
      lastModified: lastCommit.committer.date,
    });
    response.json(
      models.contents(repository, {
        entry,
        revision,
        lastCommit,
        content: await readContent(content, entry),
      }),
    );
  });

  router.get('/raw/*', async (request, response) => {
    const { repository, content } = await openRepository(request);
    const { sha } = await content.resolve(
      parseRef(request, repository.defaultBranch),
    );
    const entry = await content.entry(sha, parseTreePath(wildcard(request)));
    await sendFile({ content, sha, entry, response });
  });

  router.get('/archive/*', async (request, response) => {
    const { repository, content } = await openRepository(request);
    const match = /^(.+)\.(tar\.gz|zip)$/.exec(wildcard(request));
    if (!match) {
      throw new NotFoundError("An archive ends in '.tar.gz' or '.zip'");
    }
    const [, ref, format] = match;
    const { sha } = await content.resolve(ref);
    const fileName = `${repository.name}-${ref.replaceAll('/', '-')}.${format}`;
    response.set({
      'Content-Type': format === 'zip' ? 'application/zip' : 'application/gzip',
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(
        fileName,
      )}`,
      ETag: `"${sha}.${format}"`,
    });
    if (request.fresh) {
      response.status(304).end();
      return;
    }
    await sendProcessOutput(
      content.streamArchive({
        sha,
        format: format === 'zip' ? 'zip' : 'tar.gz',
        topLevelFolder: repository.name,
      }),
      response,
    );
  });

  return router;
}

async function readContent(
  content: GitRepository,
  entry: TreeEntry,
): Promise<Buffer | undefined> {
  const hasContent = entry.type === 'file' || entry.type === 'symlink';
  return hasContent && entry.size <= maxContentBytes
    ? await content.blob(entry.sha)
    : undefined;
}
