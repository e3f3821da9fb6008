import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { NotFoundError } from '@backstage/errors';
import express, { type Request, type Response, type Router } from 'express';
import createPromiseRouter from 'express-promise-router';
import { requireUser, requireWriter, type Authenticator } from './authenticate';
import { AuthorizedRepositoryStore } from './AuthorizedRepositoryStore';
import { GiteaModels, giteaVersion } from './giteaModels';
import type { GitRepository, TreeEntry } from './GitRepository';
import type { GitRepositoryStore, Repository } from './GitRepositoryStore';
import { parseTreePath } from './names';
import {
  parseCreateRepository,
  parsePage,
  parseRef,
  wildcard,
  type Page,
} from './parseRequest';
import { sendBlob, sendProcessOutput, setValidators } from './sendBlob';

export interface CreateApiRouterOptions {
  baseUrl: string;
  repositories: GitRepositoryStore;
  authenticator: Authenticator;
}

// Gitea's own limit for file content inside JSON; larger files are read through `raw`.
const maxContentBytes = 10 * 1024 * 1024;

/** The part of Gitea's API that Backstage and Gitea's command line client read and create repositories with. */
export function createApiRouter(options: CreateApiRouterOptions): Router {
  const { baseUrl, repositories, authenticator } = options;
  const models = new GiteaModels({ baseUrl });
  const router = createPromiseRouter();

  function storeFor(request: Request): AuthorizedRepositoryStore {
    return new AuthorizedRepositoryStore(
      repositories,
      authenticator.authenticate(request.headers.authorization),
    );
  }

  async function openRepository(request: Request): Promise<{
    repository: Repository;
    content: GitRepository;
  }> {
    const store = storeFor(request);
    const { owner, name } = request.params;
    const repository = await store.get(owner, name);
    return { repository, content: store.open(repository) };
  }

  async function describe(
    store: AuthorizedRepositoryStore,
    repository: Repository,
  ) {
    const content = store.open(repository);
    return models.repository(repository, {
      branches: await content.branches(),
      diskUsage: await content.diskUsage(),
      user: store.user,
    });
  }

  router.get('/version', (_request, response) => {
    response.json({ version: giteaVersion });
  });

  router.get('/user', (request, response) => {
    const { user } = storeFor(request);
    response.json(models.user(requireUser(user).username));
  });

  router.get('/orgs/:org', (request, response) => {
    const organization = storeFor(request).organization(request.params.org);
    response.json(models.organization(organization));
  });

  router.get('/orgs/:org/repos', async (request, response) => {
    const store = storeFor(request);
    const page = takePage(request, response, {
      items: await store.list(request.params.org),
      baseUrl,
    });
    response.json(
      await Promise.all(page.map(repository => describe(store, repository))),
    );
  });

  router.post(
    '/orgs/:org/repos',
    (request, _response, next) => {
      // Refuses strangers before it reads what they send.
      requireWriter(storeFor(request).user);
      next();
    },
    express.json({ limit: '64kb' }),
    async (request, response) => {
      const store = storeFor(request);
      const owner = store.organization(request.params.org);
      const { autoInit, ...input } = parseCreateRepository(request.body);
      const scratch = autoInit
        ? await repositories.createScratchFolder()
        : undefined;
      try {
        if (scratch) {
          await writeFile(
            path.join(scratch, 'README.md'),
            `# ${input.name}\n${
              input.description ? `\n${input.description}\n` : ''
            }`,
          );
        }
        const username = requireWriter(store.user).username;
        const repository = await store.create({
          ...input,
          owner,
          initialCommit: scratch
            ? {
                sourceDir: scratch,
                message: 'Initial commit',
                author: { name: username, email: models.user(username).email },
              }
            : undefined,
        });
        response.status(201).json(await describe(store, repository));
      } finally {
        if (scratch) {
          await rm(scratch, { recursive: true, force: true });
        }
      }
    },
  );

  router.get('/repos/:owner/:name', async (request, response) => {
    const store = storeFor(request);
    const { owner, name } = request.params;
    response.json(await describe(store, await store.get(owner, name)));
  });

  router.delete('/repos/:owner/:name', async (request, response) => {
    const { owner, name } = request.params;
    await storeFor(request).delete(owner, name);
    response.status(204).end();
  });

  router.get('/repos/:owner/:name/branches', async (request, response) => {
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

  router.get('/repos/:owner/:name/branches/*', async (request, response) => {
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

  router.get('/repos/:owner/:name/git/commits/*', async (request, response) => {
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

  router.get(
    '/repos/:owner/:name/git/blobs/:sha',
    async (request, response) => {
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
    },
  );

  const contents = '/repos/:owner/:name/contents';
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

  router.get('/repos/:owner/:name/raw/*', async (request, response) => {
    const { repository, content } = await openRepository(request);
    const { sha } = await content.resolve(
      parseRef(request, repository.defaultBranch),
    );
    const entry = await content.entry(sha, parseTreePath(wildcard(request)));
    if (entry.type !== 'file') {
      throw new NotFoundError(`'${entry.path}' is not a file`);
    }
    const [lastCommit] = await content.history({
      sha,
      path: entry.path,
      limit: 1,
    });
    await sendBlob({
      content,
      entry,
      lastModified: lastCommit.committer.date,
      response,
    });
  });

  router.get('/repos/:owner/:name/archive/*', async (request, response) => {
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

  router.use(request => {
    throw new NotFoundError(
      `This forge does not serve '${request.method} ${request.path}'`,
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

function takePage<T>(
  request: Request,
  response: Response,
  { items, baseUrl }: { items: T[]; baseUrl: string },
): T[] {
  const { page, limit } = parsePage(request);
  const lastPage = Math.max(1, Math.ceil(items.length / limit));
  response.set({
    'X-Total-Count': String(items.length),
    'Access-Control-Expose-Headers': 'Link, X-Total-Count',
  });
  if (page < lastPage) {
    const link = ({ rel, ...target }: Page & { rel: string }) =>
      `<${baseUrl}${request.baseUrl}${request.path}?page=${target.page}&limit=${target.limit}>; rel="${rel}"`;
    response.set(
      'Link',
      [
        link({ rel: 'next', page: page + 1, limit }),
        link({ rel: 'last', page: lastPage, limit }),
      ].join(','),
    );
  }
  return items.slice((page - 1) * limit, page * limit);
}
