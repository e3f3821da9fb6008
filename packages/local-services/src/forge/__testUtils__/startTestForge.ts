import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { seedRepositories, type SeededRepositories } from '../seedRepositories';
import { startForge, type RunningForge } from '../startForge';

/** A forge on a free port, with one seeded repository `harborline/payments`, and a folder for everything else. */
export interface TestForge {
  forge: RunningForge;
  directory: string;
  sourceDir: string;
  repositoriesDir: string;
  config: ConfigReader;
  /** Runs the git of this machine in the folder and returns what it prints. */
  git(...args: string[]): Promise<string>;
  /** The address of a repository with the credentials in it. */
  remote(
    repository: string,
    user?: { username: string; password: string },
  ): string;
  fetch(address: string, options?: TestRequest): Promise<Response>;
  seed(): Promise<SeededRepositories>;
  stop(): Promise<void>;
}

interface TestRequest {
  method?: string;
  body?: unknown;
  authorization?: string;
}

export const admin = { username: 'causeway', password: 'pass word:ä' };
export const reader = {
  username: 'auditor',
  password: 'read-only-secret',
  isReadOnly: true,
};

export const catalogInfo = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: payments
  description: Takes <money> & gives receipts
spec:
  type: service
  lifecycle: production
  owner: payments
---
apiVersion: backstage.io/v1alpha1
kind: API
`;

export function basic({ username, password }: typeof admin): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

export async function startTestForge(): Promise<TestForge> {
  const directory = await mkdtemp(path.join(tmpdir(), 'forge-test-'));
  const sourceDir = path.join(directory, 'services');
  await writeFiles(path.join(sourceDir, 'payments'), {
    'catalog-info.yaml': catalogInfo,
    'README.md': '# Payments <script>alert(1)</script>\n',
    'docs/index.md': '# Docs\n',
    'docs/guides/on call.md': 'Call.\n',
    'logo.bin': Buffer.from([0, 1, 2, 255]),
  });
  const port = await findFreePort();
  const baseUrl = `http://localhost:${port}`;
  const repositoriesDir = path.join(directory, 'repositories');
  const logger = mockServices.logger.mock();
  const forge = await startForge({
    port,
    baseUrl,
    repositoriesDir,
    users: [admin, reader],
    organizations: ['harborline', 'empty-org'],
    logger,
  });
  const seed = async () =>
    await seedRepositories({
      repositories: forge.repositories,
      organization: 'harborline',
      sourceDir,
      logger,
    });
  await seed();

  return {
    forge,
    directory,
    sourceDir,
    repositoriesDir,
    seed,
    config: new ConfigReader({
      integrations: {
        gitea: [{ host: `localhost:${port}`, baseUrl, ...credentials(admin) }],
      },
    }),
    git: async (...args) => await runGit(directory, args),
    remote: (repository, user) => {
      const url = new URL(`${baseUrl}/${repository}.git`);
      url.username = user ? encodeURIComponent(user.username) : '';
      url.password = user ? encodeURIComponent(user.password) : '';
      return url.href;
    },
    fetch: async (address, { method, body, authorization } = {}) =>
      await fetch(`${baseUrl}${address}`, {
        method,
        redirect: 'manual',
        body: body === undefined ? undefined : JSON.stringify(body),
        headers: {
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
          ...(authorization && { Authorization: authorization }),
        },
      }),
    stop: async () => {
      await forge.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export async function writeFiles(
  folder: string,
  files: Record<string, string | Buffer>,
): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

function credentials({ username, password }: typeof admin) {
  return { username, password };
}

async function runGit(directory: string, args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(
    'git',
    [
      '-c',
      'user.name=Dana Doe',
      '-c',
      'user.email=dana@harborline.example',
      ...args,
    ],
    {
      cwd: directory,
      env: {
        PATH: process.env.PATH,
        HOME: directory,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_TERMINAL_PROMPT: '0',
      },
    },
  );
  return stdout;
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
