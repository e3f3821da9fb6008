import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { Authenticator } from '@causeway/local-services/src/forge/authenticate';
import { createGitRouter } from '@causeway/local-services/src/forge/createGitRouter';
import { GitProcesses } from '@causeway/local-services/src/forge/GitProcesses';
import {
  GitRepositoryStore,
  type Repository,
} from '@causeway/local-services/src/forge/GitRepositoryStore';
import express from 'express';
import createPromiseRouter from 'express-promise-router';

export const gitlabToken = 'glpat-a-token-that-may-all';

/**
 * GitLab on loopback, as far as publishing and merge requests ask it; git is `git http-backend`.
 *
 * @remarks
 * GitLab publishes no description of its API in a package, so these answers are from its
 * documentation, and nothing checks them but upstream's client.
 */
export interface TestGitlab {
  integration: object;
  host: string;
  baseUrl: string;
  calls: { operation: string; body: Record<string, unknown> }[];
  close(): Promise<void>;
}

export async function startGitlab(options: {
  folder: string;
}): Promise<TestGitlab> {
  const logger = mockServices.logger.mock();
  const git = await GitProcesses.create({
    homeDirectory: join(options.folder, 'gitlab-home'),
  });
  const repositories = await GitRepositoryStore.create({
    directory: join(options.folder, 'gitlab'),
    organizations: ['harborline'],
    git,
    logger,
  });
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `localhost:${(server.address() as AddressInfo).port}`;
  const baseUrl = `http://${host}`;
  const gitlab: TestGitlab = {
    integration: {
      host,
      baseUrl,
      apiBaseUrl: `${baseUrl}/api/v4`,
      token: gitlabToken,
    },
    host,
    baseUrl,
    calls: [],
    close: async () => {
      server.close();
      server.closeAllConnections();
      await git.close(5_000);
    },
  };

  const project = ({ owner, name, description, isPrivate }: Repository) => ({
    id: 7,
    name,
    path: name,
    path_with_namespace: `${owner}/${name}`,
    namespace: { id: 3, full_path: owner, kind: 'group' },
    description,
    visibility: isPrivate ? 'private' : 'public',
    default_branch: 'main',
    web_url: `${baseUrl}/${owner}/${name}`,
    http_url_to_repo: `${baseUrl}/${owner}/${name}.git`,
  });
  const mergeRequests: Record<string, unknown>[] = [];

  const api = createPromiseRouter();
  api.use(express.json(), express.urlencoded({ extended: true }));
  api.use((request, response, next) => {
    const sent =
      request.headers['private-token'] ??
      request.headers.authorization?.replace(/^Bearer /, '');
    if (sent !== gitlabToken) {
      response.status(401).json({ message: '401 Unauthorized' });
      return;
    }
    gitlab.calls.push({
      operation: `${request.method} ${request.path}`,
      body: request.body ?? {},
    });
    next();
  });
  api.get('/namespaces/harborline', (_request, response) => {
    response.json({ id: 3, kind: 'group', full_path: 'harborline' });
  });
  api.get('/user', (_request, response) => {
    response.json({ id: 1, username: 'causeway' });
  });
  api.get('/groups/harborline/projects', async (_request, response) => {
    response.json((await repositories.list('harborline')).map(project));
  });
  api.post('/projects', async (request, response) => {
    const { path, visibility, description } = request.body;
    const repository = await repositories.create({
      owner: 'harborline',
      name: path,
      description,
      isPrivate: visibility !== 'public',
    });
    response.status(201).json(project(repository));
  });
  api.get('/projects/:id', async (request, response) => {
    const [owner, name] = request.params.id.split('/');
    const found = await repositories.get(owner, name).catch(() => undefined);
    if (found) {
      response.json(project(found));
    } else {
      response.status(404).json({ message: '404 Project Not Found' });
    }
  });
  api.get('/projects/:id/merge_requests', (request, response) => {
    const { source_branch, target_branch } = request.query;
    response.json(
      mergeRequests.filter(
        each =>
          each.source_branch === source_branch &&
          each.target_branch === target_branch,
      ),
    );
  });
  api.post('/projects/:id/merge_requests', (request, response) => {
    const iid = mergeRequests.length + 1;
    const opened = {
      ...request.body,
      iid,
      web_url: `${baseUrl}/${request.params.id}/-/merge_requests/${iid}`,
    };
    mergeRequests.push(opened);
    response.status(201).json(opened);
  });

  const app = express();
  app.use('/api/v4', api);
  app.use(
    createGitRouter({
      repositories,
      authenticator: new Authenticator([
        { username: 'oauth2', password: gitlabToken },
      ]),
      logger,
    }),
  );
  // Git sends its password only after it has been asked for it.
  app.use(
    (
      error: Error,
      _request: express.Request,
      response: express.Response,
      _next: express.NextFunction,
    ) => {
      response
        .status(error.name === 'AuthenticationError' ? 401 : 500)
        .set('WWW-Authenticate', 'Basic realm="GitLab"')
        .send(error.message);
    },
  );
  server.on('request', app);
  return gitlab;
}
