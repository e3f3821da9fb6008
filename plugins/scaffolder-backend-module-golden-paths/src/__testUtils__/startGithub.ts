import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { isError } from '@backstage/errors';
import { Authenticator } from '@causeway/local-services/src/forge/authenticate';
import { createGitRouter } from '@causeway/local-services/src/forge/createGitRouter';
import { GitProcesses } from '@causeway/local-services/src/forge/GitProcesses';
import {
  GitRepositoryStore,
  type Repository,
} from '@causeway/local-services/src/forge/GitRepositoryStore';
import express, { type Request, type Response } from 'express';
import createPromiseRouter from 'express-promise-router';
import * as OpenApiValidator from 'express-openapi-validator';
import { describeGithub } from './githubDescription';

const operations = [
  'GET /users/{username}',
  'POST /orgs/{org}/repos',
  'GET /repos/{owner}/{repo}',
  'PUT /repos/{owner}/{repo}/branches/{branch}/protection',
  'GET /repos/{owner}/{repo}/commits',
  'POST /repos/{owner}/{repo}/git/blobs',
  'POST /repos/{owner}/{repo}/git/trees',
  'POST /repos/{owner}/{repo}/git/commits',
  'POST /repos/{owner}/{repo}/git/refs',
  'GET /repos/{owner}/{repo}/pulls',
  'POST /repos/{owner}/{repo}/pulls',
];

export const token = 'ghp_a-token-that-may-all';
export const readOnlyToken = 'ghp_a-token-that-may-read';

/** What the server was asked for. */
interface GithubCall {
  operation: string;
  body: Record<string, unknown>;
}

/** GitHub on loopback: its API by its own description, and git by `git http-backend`. */
export interface TestGithub {
  /** As `integrations.github` has it. */
  integration: object;
  host: string;
  baseUrl: string;
  repositories: GitRepositoryStore;
  calls: GithubCall[];
  /** What in requests and answers does not fit GitHub's description. */
  violations: string[];
  close(): Promise<void>;
}

export async function startGithub(options: {
  folder: string;
  token?: string;
}): Promise<TestGithub> {
  const logger = mockServices.logger.mock();
  const git = await GitProcesses.create({
    homeDirectory: join(options.folder, 'github-home'),
  });
  const repositories = await GitRepositoryStore.create({
    directory: join(options.folder, 'github'),
    organizations: ['harborline'],
    git,
    logger,
  });
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const host = `localhost:${port}`;
  const baseUrl = `http://${host}`;
  const github: TestGithub = {
    integration: {
      host,
      apiBaseUrl: `${baseUrl}/api/v3`,
      rawBaseUrl: `${baseUrl}/raw`,
      token: options.token ?? token,
    },
    host,
    baseUrl,
    repositories,
    calls: [],
    violations: [],
    close: async () => {
      server.close();
      server.closeAllConnections();
      await git.close(5_000);
    },
  };

  const app = express();
  app.use('/api', createApi(github, git));
  app.use(
    createGitRouter({
      repositories,
      authenticator: new Authenticator([
        { username: 'x-access-token', password: token },
        {
          username: 'reader',
          password: readOnlyToken,
          isReadOnly: true,
        },
      ]),
      logger,
    }),
  );
  app.use(
    (
      error: unknown,
      request: Request,
      response: Response,
      _next: express.NextFunction,
    ) => {
      const status =
        isError(error) && error.name === 'AuthenticationError' ? 401 : 403;
      response
        .status(status)
        .set('WWW-Authenticate', 'Basic realm="GitHub"')
        .send(`${request.method} ${request.path}: ${error}`);
    },
  );
  server.on('request', app);
  return github;
}

class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

function createApi(github: TestGithub, git: GitProcesses): express.Router {
  const { repositories, baseUrl, calls, violations } = github;
  const { description, example } = describeGithub(operations, '/api/v3');
  const pullRequests: Record<string, unknown>[] = [];
  const app = express.Router();
  app.use(express.json({ limit: '10mb' }));
  app.use((request, _response, next) => {
    const body = request.body ?? {};
    calls.push({
      operation: `${request.method} ${request.originalUrl.split('?')[0]}`,
      body: JSON.parse(JSON.stringify(body)),
    });
    next();
  });

  // GitHub does not publish a description of its GraphQL schema in the package.
  app.post('/graphql', (_request, response) => {
    response.json({ data: { repository: { ref: null } } });
  });

  app.use(
    OpenApiValidator.middleware({
      apiSpec: description as never,
      validateRequests: true,
      validateResponses: true,
      validateSecurity: false,
      validateApiSpec: false,
    }),
  );

  const api = createPromiseRouter();
  app.use('/v3', api);

  const base = (name: string, changes: object) => ({
    ...(example(name) as object),
    ...changes,
  });

  function fullRepository(repository: Repository) {
    const {
      owner,
      name,
      description: text,
      isPrivate,
      defaultBranch,
    } = repository;
    const {
      parent: _,
      source: __,
      ...plain
    } = example('full-repository-default-response') as Record<string, unknown>;
    return {
      ...plain,
      name,
      full_name: `${owner}/${name}`,
      owner: { ...(plain.owner as object), login: owner, type: 'Organization' },
      description: text,
      private: isPrivate,
      visibility: isPrivate ? 'private' : 'public',
      default_branch: defaultBranch,
      language: null,
      html_url: `${baseUrl}/${owner}/${name}`,
      clone_url: `${baseUrl}/${owner}/${name}.git`,
      permissions: { admin: true, push: true, pull: true },
    };
  }

  async function find(request: Request): Promise<Repository> {
    try {
      return await repositories.get(request.params.owner, request.params.repo);
    } catch {
      throw new ApiError(404, 'Not Found');
    }
  }

  const run = async (
    request: Request,
    args: string[],
    more: { input?: string; env?: Record<string, string> } = {},
  ) => {
    const directory = repositories.directoryOf(await find(request));
    const output = await git.run([`--git-dir=${directory}`, ...args], more);
    return output.toString().trim();
  };

  api.use((request, _response, next) => {
    const sent = /^(?:token|bearer) (.+)$/i.exec(
      request.headers.authorization ?? '',
    )?.[1];
    if (sent !== token && sent !== readOnlyToken) {
      throw new ApiError(401, 'Bad credentials');
    }
    if (request.method !== 'GET' && sent !== token) {
      throw new ApiError(
        403,
        'Resource not accessible by personal access token',
      );
    }
    next();
  });

  api.get('/users/:username', (request, response) => {
    response.json(
      base('public-user-default-response', {
        login: request.params.username,
        type: 'Organization',
        user_view_type: 'public',
      }),
    );
  });

  api.post('/orgs/:org/repos', async (request, response) => {
    const { name, description: text, private: isPrivate } = request.body;
    try {
      const repository = await repositories.create({
        owner: request.params.org,
        name,
        description: text,
        isPrivate,
      });
      response.status(201).json(fullRepository(repository));
    } catch (error) {
      throw new ApiError(422, `Repository creation failed. ${error}`);
    }
  });

  api.get('/repos/:owner/:repo', async (request, response) => {
    response.json(fullRepository(await find(request)));
  });

  api.put(
    '/repos/:owner/:repo/branches/:branch/protection',
    async (request, response) => {
      await run(request, ['rev-parse', `refs/heads/${request.params.branch}`]);
      response.json(example('branch-protection-update'));
    },
  );

  api.get('/repos/:owner/:repo/commits', async (request, response) => {
    const sha = await run(request, ['rev-parse', `${request.query.sha}`]);
    const tree = await run(request, ['rev-parse', `${sha}^{tree}`]);
    const [commit] = example('commit-items') as Record<string, object>[];
    response.json([
      {
        ...commit,
        sha,
        commit: {
          ...commit.commit,
          tree: { url: `${baseUrl}/trees/${tree}`, sha: tree },
        },
      },
    ]);
  });

  api.post('/repos/:owner/:repo/git/blobs', async (request, response) => {
    const { content, encoding } = request.body;
    const sha = await run(request, ['hash-object', '-w', '--stdin'], {
      input: Buffer.from(content, encoding).toString(),
    });
    response.status(201).json({ sha, url: `${baseUrl}/blobs/${sha}` });
  });

  api.post('/repos/:owner/:repo/git/trees', async (request, response) => {
    const env = {
      GIT_INDEX_FILE: join(
        repositories.directoryOf(await find(request)),
        `index-${Date.now()}`,
      ),
    };
    await run(request, ['read-tree', request.body.base_tree], { env });
    for (const { path, mode, sha, content } of request.body.tree) {
      const blob =
        sha ??
        (await run(request, ['hash-object', '-w', '--stdin'], {
          input: content,
        }));
      await run(request, ['update-index', '--index-info'], {
        env,
        input: `${mode} ${blob}\t${path}\n`,
      });
    }
    const sha = await run(request, ['write-tree'], { env });
    response
      .status(201)
      .json(base('git-tree', { sha, url: `${baseUrl}/trees/${sha}` }));
  });

  api.post('/repos/:owner/:repo/git/commits', async (request, response) => {
    const { tree, parents, message } = request.body;
    const sha = await run(
      request,
      [
        'commit-tree',
        ...parents.flatMap((parent: string) => ['-p', parent]),
        tree,
      ],
      {
        input: message,
        env: {
          GIT_AUTHOR_NAME: 'GitHub',
          GIT_AUTHOR_EMAIL: 'noreply@github.com',
          GIT_COMMITTER_NAME: 'GitHub',
          GIT_COMMITTER_EMAIL: 'noreply@github.com',
        },
      },
    );
    response.status(201).json(base('git-commit', { sha, message }));
  });

  api.post('/repos/:owner/:repo/git/refs', async (request, response) => {
    const { ref, sha } = request.body;
    await run(request, ['update-ref', ref, sha, '']);
    response.status(201).json(base('git-ref', { ref }));
  });

  api.get('/repos/:owner/:repo/pulls', async (request, response) => {
    await find(request);
    const { head, base: into } = request.query;
    const [simple] = example('pull-request-simple-items') as object[];
    response.json(
      pullRequests
        .filter(
          each =>
            `${request.params.owner}:${each.head}` === head &&
            each.base === into,
        )
        .map(({ number, html_url }) => ({
          ...simple,
          requested_teams: [],
          number,
          html_url,
        })),
    );
  });

  api.post('/repos/:owner/:repo/pulls', async (request, response) => {
    const { owner, repo } = request.params;
    const { title, body, head, base: into } = request.body;
    const branch = head.replace(/^[^:]*:/, '');
    await run(request, ['rev-parse', '--verify', `refs/heads/${branch}`]);
    const number = pullRequests.length + 1;
    const html_url = `${baseUrl}/${owner}/${repo}/pull/${number}`;
    pullRequests.push({ number, html_url, head: branch, base: into });
    response.status(201).json(
      base('pull-request', {
        requested_teams: [],
        number,
        html_url,
        title,
        body,
      }),
    );
  });

  app.use(
    (
      error: unknown,
      request: Request,
      response: Response,
      _next: express.NextFunction,
    ) => {
      if (error instanceof ApiError) {
        response.status(error.status).json({
          message: error.message,
          documentation_url: 'https://docs.github.com/rest',
        });
        return;
      }
      violations.push(
        `${request.method} ${request.originalUrl}: ${error} ${JSON.stringify(
          error,
        )}`,
      );
      response.status(500).json({ message: String(error) });
    },
  );
  return app;
}
