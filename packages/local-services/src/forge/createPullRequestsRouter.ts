import { NotFoundError } from '@backstage/errors';
import express, { type Request, type Router } from 'express';
import createPromiseRouter from 'express-promise-router';
import { requireWriter } from './authenticate';
import { AuthorizedRepositoryStore } from './AuthorizedRepositoryStore';
import type { CreateApiRouterOptions } from './createApiRouter';
import { GiteaModels } from './giteaModels';
import type { Repository } from './GitRepositoryStore';
import { takePage } from './pagination';
import { parseCreatePullRequest, parseMerge } from './parsePullRequest';
import { describeChangedFile, describePullRequest } from './pullRequestModels';
import { NotMergeableError, type PullRequest } from './PullRequestStore';

const maxDiffBytes = 10 * 1024 * 1024;

/** Pull requests as Gitea's API has them; to be mounted below `/repos/:owner/:name`. */
export function createPullRequestsRouter(
  options: CreateApiRouterOptions,
): Router {
  const { baseUrl, repositories, pullRequests, authenticator } = options;
  const models = new GiteaModels({ baseUrl });
  const router = createPromiseRouter({ mergeParams: true });
  const parseBody = express.json({ limit: '1mb' });

  async function open(request: Request) {
    const store = new AuthorizedRepositoryStore(
      repositories,
      authenticator.authenticate(request.headers.authorization),
    );
    const { owner, name } = request.params;
    const repository = await store.get(owner, name);
    const content = store.open(repository);
    const describe = async (pullRequest: PullRequest) =>
      describePullRequest(
        models,
        repository,
        models.repository(repository, {
          branches: await content.branches(),
          diskUsage: await content.diskUsage(),
          user: store.user,
        }),
        await pullRequests.describe(repository, pullRequest),
      );
    return { user: store.user, repository, content, describe };
  }

  async function find(
    repository: Repository,
    index: string,
  ): Promise<PullRequest> {
    if (!/^[1-9]\d{0,8}$/.test(index)) {
      throw new NotFoundError(`No pull request '${index}'`);
    }
    return await pullRequests.get(repository, Number(index));
  }

  router.get('/pulls', async (request, response) => {
    const { repository, describe } = await open(request);
    const { state = 'open' } = request.query;
    const known = await pullRequests.list(repository);
    const page = takePage(request, response, {
      items: known.filter(each => state === 'all' || each.state === state),
      baseUrl,
    });
    response.json(await Promise.all(page.map(describe)));
  });

  router.post(
    '/pulls',
    async (request, _response, next) => {
      requireWriter((await open(request)).user);
      next();
    },
    parseBody,
    async (request, response) => {
      const { user, repository, describe } = await open(request);
      const created = await pullRequests.create(repository, {
        ...parseCreatePullRequest(request.body),
        author: requireWriter(user).username,
      });
      response.status(201).json(await describe(created));
    },
  );

  router.get('/pulls/:index.diff', async (request, response) => {
    const { repository, content } = await open(request);
    const pullRequest = await find(repository, request.params.index);
    const { mergeBase } = await pullRequests.describe(repository, pullRequest);
    response
      .type('text/plain')
      .send(
        await content.patch(
          { sha: pullRequest.headSha, parents: [mergeBase] },
          maxDiffBytes,
        ),
      );
  });

  router.get('/pulls/:index', async (request, response) => {
    const { repository, describe } = await open(request);
    response.json(await describe(await find(repository, request.params.index)));
  });

  router.get('/pulls/:index/files', async (request, response) => {
    const { repository } = await open(request);
    const pullRequest = await find(repository, request.params.index);
    const { changes } = await pullRequests.describe(repository, pullRequest);
    const page = takePage(request, response, { items: changes, baseUrl });
    response.json(
      page.map(change =>
        describeChangedFile(models, repository, pullRequest.headSha, change),
      ),
    );
  });

  router.get('/pulls/:index/merge', async (request, response) => {
    const { repository } = await open(request);
    const { merge } = await find(repository, request.params.index);
    response.status(merge ? 204 : 404).end();
  });

  router.post(
    '/pulls/:index/merge',
    async (request, _response, next) => {
      requireWriter((await open(request)).user);
      next();
    },
    parseBody,
    async (request, response) => {
      const { user, repository } = await open(request);
      const { number } = await find(repository, request.params.index);
      try {
        await pullRequests.merge(repository, number, {
          ...parseMerge(request.body),
          by: requireWriter(user).username,
        });
      } catch (error) {
        if (error instanceof NotMergeableError) {
          // Gitea's answer to what cannot be merged.
          response.status(405).json({
            message: error.message,
            url: 'https://docs.gitea.com/api/',
          });
          return;
        }
        throw error;
      }
      response.status(200).end();
    },
  );

  return router;
}
