import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const organization = 'harborline';

export interface ForgeClientOptions {
  url: string;
  user: string;
  password: string;
}

/** Does with the Git forge what an engineer does: creates repositories, pushes and clones. */
export class ForgeClient {
  readonly #url: string;
  readonly #user: string;
  readonly #password: string;

  constructor(options: ForgeClientOptions) {
    this.#url = options.url;
    this.#user = options.user;
    this.#password = options.password;
  }

  /** Creates a repository and pushes `files` to it with plain git. */
  async createRepository(
    name: string,
    files: Record<string, string>,
  ): Promise<void> {
    // A run against data that an earlier one left starts afresh.
    await this.deleteRepository(name);
    await this.#request('POST', `/api/v1/orgs/${organization}/repos`, { name });
    const folder = await mkdtemp(join(tmpdir(), 'causeway-e2e-'));
    try {
      await writeFiles(folder, files);
      const git = (...args: string[]) =>
        execute('git', ['-C', folder, ...args]);
      await git('init', '--quiet', '--initial-branch=main');
      await commitAll(folder, 'Add the files of a test');
      await git('push', '--quiet', this.#cloneUrl(name), 'main');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Deletes a repository, if there is one of that name. */
  async deleteRepository(name: string): Promise<void> {
    await this.#request(
      'DELETE',
      `/api/v1/repos/${organization}/${name}`,
      undefined,
      [404],
    );
  }

  async hasRepository(name: string): Promise<boolean> {
    const response = await this.#request(
      'GET',
      `/api/v1/repos/${organization}/${name}`,
      undefined,
      [404],
    );
    return response.ok;
  }

  /** Writes files into a branch and pushes it, as somebody of the team does. */
  async commit(
    name: string,
    files: Record<string, string>,
    branch = 'main',
  ): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'causeway-e2e-'));
    try {
      await this.clone(name, folder);
      const git = (...args: string[]) =>
        execute('git', ['-C', folder, ...args]);
      await git('checkout', '--quiet', branch);
      await writeFiles(folder, files);
      await commitAll(folder, 'Change what a test changes');
      await git('push', '--quiet', this.#cloneUrl(name), branch);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async readFile(name: string, path: string, branch: string): Promise<string> {
    const response = await this.#request(
      'GET',
      `/api/v1/repos/${organization}/${name}/raw/${path}?ref=${branch}`,
    );
    return response.text();
  }

  /** How many commits lead to the end of a branch. */
  async countCommits(name: string, branch = 'main'): Promise<number> {
    const folder = await mkdtemp(join(tmpdir(), 'causeway-e2e-'));
    try {
      await this.clone(name, folder);
      const { stdout } = await execute('git', [
        ...['-C', folder, 'rev-list', '--count', `origin/${branch}`],
      ]);
      return Number(stdout);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async mergePullRequest(name: string, number: number): Promise<void> {
    await this.#request(
      'POST',
      `/api/v1/repos/${organization}/${name}/pulls/${number}/merge`,
      { Do: 'merge' },
    );
  }

  /** The names of all repositories that begin so. */
  async listRepositories(prefix: string): Promise<string[]> {
    const response = await this.#request(
      'GET',
      `/api/v1/orgs/${organization}/repos?limit=50`,
    );
    const repositories: Array<{ name: string }> = await response.json();
    return repositories
      .map(({ name }) => name)
      .filter(name => name.startsWith(prefix));
  }

  /** Clones a repository with plain git and without a credential. */
  async clone(name: string, folder: string): Promise<void> {
    await execute('git', [
      'clone',
      '--quiet',
      `${this.#url}/${organization}/${name}.git`,
      folder,
    ]);
  }

  #cloneUrl(name: string): string {
    const url = new URL(`/${organization}/${name}.git`, this.#url);
    url.username = this.#user;
    url.password = this.#password;
    return url.href;
  }

  async #request(
    method: string,
    path: string,
    body?: unknown,
    allowedStatuses: readonly number[] = [],
  ): Promise<Response> {
    const credentials = Buffer.from(`${this.#user}:${this.#password}`);
    const response = await fetch(new URL(path, this.#url), {
      method,
      headers: {
        authorization: `Basic ${credentials.toString('base64')}`,
        'content-type': 'application/json',
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!response.ok && !allowedStatuses.includes(response.status)) {
      throw new Error(
        `The forge answered '${method} ${path}' with ${
          response.status
        }: ${await response.text()}`,
      );
    }
    return response;
  }
}

async function writeFiles(
  folder: string,
  files: Record<string, string>,
): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

async function commitAll(folder: string, message: string): Promise<void> {
  await execute('git', ['-C', folder, 'add', '--all']);
  await execute('git', [
    ...['-C', folder],
    ...['-c', 'user.name=Browser tests'],
    ...['-c', 'user.email=tests@harborline.example'],
    ...['commit', '--quiet', `--message=${message}`],
  ]);
}
