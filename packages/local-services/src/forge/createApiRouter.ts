import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { NotFoundError } from '@backstage/errors';
import express, { type Request, type Router } from 'express';
import createPromiseRouter from 'express-promise-router';
import { requireUser, requireWriter, type Authenticator } from './authenticate';
import { AuthorizedRepositoryStore } from './AuthorizedRepositoryStore';
import { createContentsRouter } from './createContentsRouter';
import { createPullRequestsRouter } from './createPullRequestsRouter';
import { GiteaModels, giteaVersion } from './giteaModels';
import type { GitRepositoryStore, Repository } from './GitRepositoryStore';
import { takePage } from './pagination';
import { parseCreateRepository } from './parseRequest';
import type { PullRequestStore } from './PullRequestStore';

export interface CreateApiRouterOptions {
  baseUrl: string;
  repositories: GitRepositoryStore;
  pullRequests: PullRequestStore;
  authenticator: Authenticator;
}

/** The part of Gitea's API that Backstage and Gitea's command line client read and create repositories and pull requests with. */
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

  router.use('/repos/:owner/:name', createContentsRouter(options));
  router.use('/repos/:owner/:name', createPullRequestsRouter(options));

  router.use(request => {
    throw new NotFoundError(
      `This forge does not serve '${request.method} ${request.path}'`,
    );
  });

  return router;
}
