import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { isError } from '@backstage/errors';
import type {
  HostedRepository,
  RepositoryHost,
} from '@causeway/plugin-golden-paths-node';

/** A git command that failed. */
class GitError extends Error {
  readonly exitCode: number | undefined;
  /** What it has printed before. */
  readonly output: string;

  constructor(message: string, exitCode?: number, output: string = '') {
    super(message);
    this.name = 'GitError';
    this.exitCode = exitCode;
    this.output = output;
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

  /** A repository without files in an empty folder, that may speak with a hosted one. */
  static async initialise(options: {
    folder: string;
    author: { name: string; email: string };
    host: RepositoryHost;
    repository: HostedRepository;
  }): Promise<Git> {
    const { folder, author, host, repository } = options;
    const git = new Git({
      folder,
      author,
      remote: {
        url: repository.cloneUrl,
        authorization: await host.gitAuthorization(repository),
      },
    });
    await git.run(['init', '--quiet', '--bare', '.']);
    return git;
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

  /** Like `run`, where the code 1 is an answer too, such as "not found" or "with conflicts". */
  async ask(args: string[]): Promise<{ isYes: boolean; output: string }> {
    try {
      return { isYes: true, output: await this.run(args) };
    } catch (error) {
      if (error instanceof GitError && error.exitCode === 1) {
        return { isYes: false, output: error.output };
      }
      throw error;
    }
  }

  #explain(args: string[], error: unknown): Error {
    if (!isError(error)) {
      return new GitError(`git ${args[0]} failed`);
    }
    const { code, stderr, stdout } = error;
    if (code === 'ENOENT') {
      return new GitError('git is not installed beside the portal; install it');
    }
    const complaint = String(stderr ?? '').trim() || error.message;
    return new GitError(
      `git ${args[0]} failed: ${
        this.#authorization
          ? complaint.replaceAll(this.#authorization, '***')
          : complaint
      }`,
      typeof code === 'number' ? code : undefined,
      String(stdout ?? ''),
    );
  }
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
          'git_ssl_cainfo',
          'ssl_cert_file',
        ].includes(entry[0].toLowerCase()),
    ),
  );
}
