import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import express, { type Express } from 'express';
import { Authenticator, type ForgeUser } from './authenticate';
import { createApiRouter } from './createApiRouter';
import { createGitRouter } from './createGitRouter';
import { createWebRouter } from './createWebRouter';
import { GitProcesses } from './GitProcesses';
import { GitRepositoryStore } from './GitRepositoryStore';
import { handleErrors } from './handleErrors';
import { PullRequestStore } from './PullRequestStore';

export interface StartForgeOptions {
  /** @defaultValue '127.0.0.1' */
  host?: string;
  /** 0 takes a free port, which only fits a `baseUrl` that does not name it. */
  port: number;
  /** The address that clients use, such as `http://localhost:7017`. */
  baseUrl: string;
  repositoriesDir: string;
  users: ForgeUser[];
  organizations: string[];
  logger: LoggerService;
}

export interface RunningForge {
  baseUrl: string;
  /** For seeding; clients go through HTTP. */
  repositories: GitRepositoryStore;
  /** Ends the forge; running clones and pushes get a few seconds to finish. */
  close(): Promise<void>;
}

// Short enough for a Ctrl-C, long enough for a push of demo size.
const gracePeriodMs = 5_000;

/**
 * Starts a Git forge on this machine: bare repositories, Git over HTTP, and the part of Gitea's API and pages that
 * Backstage's Gitea integration uses.
 */
export async function startForge(
  options: StartForgeOptions,
): Promise<RunningForge> {
  const { host = '127.0.0.1', port, logger } = options;
  const baseUrl = parseBaseUrl(options.baseUrl);
  const git = await GitProcesses.create({
    homeDirectory: options.repositoriesDir,
  });
  const repositories = await GitRepositoryStore.create({
    directory: options.repositoriesDir,
    organizations: options.organizations,
    git,
    logger,
  });
  const app = createApp({
    baseUrl,
    repositories,
    pullRequests: new PullRequestStore({ repositories }),
    authenticator: new Authenticator(options.users),
    logger,
  });

  const server = createServer(app);
  // The default of five minutes would cut the push of a large repository over a slow line.
  server.requestTimeout = 30 * 60 * 1000;
  server.listen(port, host);
  await once(server, 'listening');
  logger.info(`The local Git forge listens on ${baseUrl}`);

  return {
    baseUrl,
    repositories,
    close: async () => await close(server, git),
  };
}

function createApp(options: {
  baseUrl: string;
  repositories: GitRepositoryStore;
  pullRequests: PullRequestStore;
  authenticator: Authenticator;
  logger: LoggerService;
}): Express {
  const { logger } = options;
  const app = express();
  app.disable('x-powered-by');
  app.use((_request, response, next) => {
    response.set({
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-cache',
      Vary: 'Authorization',
    });
    next();
  });
  app.use(
    '/api/v1',
    createApiRouter(options),
    handleErrors({ logger, form: 'json' }),
  );
  app.use(createGitRouter(options), handleErrors({ logger, form: 'text' }));
  app.use(createWebRouter(options), handleErrors({ logger, form: 'page' }));
  return app;
}

function parseBaseUrl(text: string): string {
  const url = new URL(text);
  if (url.pathname !== '/' || url.search || url.hash) {
    throw new InputError(
      `The forge needs an address without a path: '${text}'`,
    );
  }
  return url.origin;
}

async function close(server: Server, git: GitProcesses): Promise<void> {
  const closed = new Promise<void>(resolve => {
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  await git.close(gracePeriodMs);
  // What git has printed last is still on its way for an instant; whoever reads no further is cut off.
  const cutOff = setTimeout(() => server.closeAllConnections(), 1_000);
  await closed;
  clearTimeout(cutOff);
}
