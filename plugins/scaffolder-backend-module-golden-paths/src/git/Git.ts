import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { isError } from '@backstage/errors';

/** A git command that failed. */
export class GitError extends Error {
  readonly exitCode: number | undefined;

  constructor(message: string, exitCode: number | undefined) {
    super(message);
    this.name = 'GitError';
    this.exitCode = exitCode;
  }
}

/** Runs git in one folder, without the configuration of this machine and with one repository's credentials. */
export class Git {
  readonly #folder: string;
  readonly #environment: Record<string, string>;
  readonly #authorization: string | undefined;

  constructor(options: {
    folder: string;
    author: { name: string; email: string };
    remote?: { url: string; authorization: string };
  }) {
    const { folder, author, remote } = options;
    this.#folder = folder;
    this.#authorization = remote?.authorization;
    this.#environment = {
      PATH: process.env.PATH ?? '',
      LC_ALL: 'C',
      HOME: folder,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_TERMINAL_PROMPT: '0',
      GIT_LITERAL_PATHSPECS: '1',
      GIT_AUTHOR_NAME: author.name,
      GIT_AUTHOR_EMAIL: author.email,
      GIT_COMMITTER_NAME: author.name,
      GIT_COMMITTER_EMAIL: author.email,
      ...proxySettings(),
      // In the environment, because other users of the machine can read arguments.
      ...(remote && {
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: `http.${new URL(remote.url).origin}/.extraHeader`,
        GIT_CONFIG_VALUE_0: `Authorization: ${remote.authorization}`,
      }),
    };
  }

  /** Returns what git prints; throws a `GitError` with what it complains about. */
  async run(args: string[], options: { input?: string } = {}): Promise<string> {
    const running = promisify(execFile)('git', args, {
      cwd: this.#folder,
      env: this.#environment,
      maxBuffer: 64 * 1024 * 1024,
      timeout: 120_000,
    });
    // A git that fails at once closes its input before all is written.
    running.child.stdin?.on('error', () => {});
    running.child.stdin?.end(options.input);
    try {
      return (await running).stdout;
    } catch (error) {
      throw this.#explain(args, error);
    }
  }

  /** Like `run`, with undefined where git ends with the given code. */
  async runOr(code: number, args: string[]): Promise<string | undefined> {
    try {
      return await this.run(args);
    } catch (error) {
      if (error instanceof GitError && error.exitCode === code) {
        return undefined;
      }
      throw error;
    }
  }

  #explain(args: string[], error: unknown): Error {
    if (!isError(error)) {
      return new GitError(`git ${args[0]} failed`, undefined);
    }
    const { code, stderr } = error as { code?: unknown; stderr?: unknown };
    if (code === 'ENOENT') {
      return new GitError(
        'git is not installed beside the portal; install it',
        undefined,
      );
    }
    const complaint = String(stderr ?? '').trim() || error.message;
    return new GitError(
      `git ${args[0]} failed: ${
        this.#authorization
          ? complaint.replaceAll(this.#authorization, '***')
          : complaint
      }`,
      typeof code === 'number' ? code : undefined,
    );
  }
}

/** `Basic` credentials as a header wants them. */
export function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function proxySettings(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined &&
        [
          'https_proxy',
          'http_proxy',
          'no_proxy',
          'node_extra_ca_certs',
          'git_ssl_cainfo',
          'ssl_cert_file',
        ].includes(entry[0].toLowerCase()),
    ),
  );
}
