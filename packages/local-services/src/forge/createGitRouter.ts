import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  AuthenticationError,
  InputError,
  NotFoundError,
} from '@backstage/errors';
import type { Request, Response, Router } from 'express';
import createPromiseRouter from 'express-promise-router';
import {
  requireWriter,
  type Authenticator,
  type ForgeUser,
} from './authenticate';
import { AuthorizedRepositoryStore } from './AuthorizedRepositoryStore';
import { serveGit } from './gitHttpBackend';
import type { GitRepositoryStore, Repository } from './GitRepositoryStore';

export interface CreateGitRouterOptions {
  repositories: GitRepositoryStore;
  authenticator: Authenticator;
  logger: LoggerService;
}

const services = ['git-upload-pack', 'git-receive-pack'];

/** Clone, fetch and push over Git's smart HTTP protocol. */
export function createGitRouter(options: CreateGitRouterOptions): Router {
  const { repositories, authenticator, logger } = options;
  const router = createPromiseRouter();

  async function serve(
    request: Request,
    response: Response,
    call: { service: string; endpoint: string; query: string },
  ) {
    const user = authenticator.authenticate(request.headers.authorization);
    if (call.service === 'git-receive-pack') {
      requireWriter(user);
    }
    const repository = await findRepository(user, request.params);
    await serveGit({
      git: repositories.git,
      directory: repositories.directoryOf(repository),
      endpoint: call.endpoint,
      query: call.query,
      username: user?.username,
      request,
      response,
    });
    if (call.endpoint === 'git-receive-pack') {
      logger.info(
        `'${user?.username}' pushed to '${repository.owner}/${repository.name}'`,
      );
    }
  }

  async function findRepository(
    user: ForgeUser | undefined,
    { owner, repository }: Record<string, string>,
  ): Promise<Repository> {
    const visible = new AuthorizedRepositoryStore(repositories, user);
    try {
      return await visible.get(owner, repository.replace(/\.git$/i, ''));
    } catch (error) {
      if (error instanceof NotFoundError && !user) {
        // git asks for a password only after a 401, and the answer for a private repository is the same.
        throw new AuthenticationError(
          `No public repository '${owner}/${repository}'`,
        );
      }
      throw error;
    }
  }

  router.get('/:owner/:repository/info/refs', async (request, response) => {
    const { service } = request.query;
    if (typeof service !== 'string' || !services.includes(service)) {
      throw new InputError('Only the smart HTTP protocol of Git is served');
    }
    await serve(request, response, {
      service,
      endpoint: 'info/refs',
      query: `service=${service}`,
    });
  });

  for (const service of services) {
    router.post(
      `/:owner/:repository/${service}`,
      async (request, response) =>
        await serve(request, response, {
          service,
          endpoint: service,
          query: '',
        }),
    );
  }

  return router;
}
