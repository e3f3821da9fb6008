import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { promisify } from 'node:util';
import { ForwardedError, ServiceUnavailableError } from '@backstage/errors';
import pLimit from 'p-limit';

/** What may vary between two calls of git. */
export interface RunGitOptions {
  /** Extra variables; they win over the forge's own. */
  env?: Record<string, string>;
  /** Written to the standard input of git. */
  input?: string;
}

/** A running git whose output is read as it comes. */
export interface GitProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Settles with the exit code, or with undefined when a signal ended git. */
  readonly exited: Promise<number | undefined>;
  kill(): void;
}

const gitConfiguration = `# Written by the local Git forge at every start. It stands in for the configuration of the person who runs it.
[safe]
	# A data folder that was once used by root, or mounted into a container, belongs to somebody else.
	directory = *
[core]
	hooksPath = /dev/null
[receive]
	# Refuses trees that name ".." or ".git", which would otherwise come out again in archives.
	fsckObjects = true
[receive "fsck"]
	# Harmless marks that old tools left in histories worth keeping.
	zeroPaddedFilemode = ignore
	missingSpaceBeforeDate = ignore
	badTimezone = ignore
[uploadpack]
	allowFilter = true
	allowAnySHA1InWant = true
[gc]
	# A detached clean-up would outlive the forge.
	autoDetach = false
[maintenance]
	autoDetach = false
`;

/**
 * Every git process of the forge starts here, so that all of them run without the person's own git configuration and
 * none of them outlives the forge.
 */
export class GitProcesses {
  readonly #environment: Record<string, string>;
  readonly #running = new Map<ChildProcess, Promise<number | undefined>>();
  // A page of fifty repositories asks git about each; two cores gain nothing from fifty processes at once.
  readonly #limit = pLimit(8);
  #isClosed = false;

  /**
   * Writes the forge's git configuration into `homeDirectory` and checks that this machine's git can serve HTTP.
   */
  static async create(options: {
    homeDirectory: string;
  }): Promise<GitProcesses> {
    const homeDirectory = path.resolve(options.homeDirectory);
    await mkdir(homeDirectory, { recursive: true });
    await writeFile(path.join(homeDirectory, '.gitconfig'), gitConfiguration);

    const processes = new GitProcesses(homeDirectory);
    let execPath: string;
    try {
      execPath = (await processes.run(['--exec-path'])).toString().trim();
    } catch (error) {
      throw new ForwardedError('The local Git forge needs git', error);
    }
    const httpBackend = path.join(execPath, 'git-http-backend');
    try {
      await access(httpBackend, constants.X_OK);
    } catch (error) {
      throw new ForwardedError(
        `The local Git forge needs a git with 'git http-backend', and '${httpBackend}' cannot be run`,
        error,
      );
    }
    return processes;
  }

  private constructor(homeDirectory: string) {
    this.#environment = { ...inheritedEnvironment(), HOME: homeDirectory };
  }

  /** Runs git to its end and returns its standard output. */
  async run(args: string[], options: RunGitOptions = {}): Promise<Buffer> {
    return await this.#limit(async () => {
      this.#refuseWhenClosed();
      const running = promisify(execFile)('git', args, {
        env: { ...this.#environment, ...options.env },
        encoding: 'buffer',
        maxBuffer: 64 * 1024 * 1024,
        timeout: 120_000,
      });
      // A git that fails at once closes its input before all is written; its exit code tells the story.
      running.child.stdin?.on('error', () => {});
      running.child.stdin?.end(options.input);
      this.#track(running.child);
      return (await running).stdout;
    });
  }

  /** Starts git in a process group of its own, for output too large to hold and for `git http-backend`. */
  start(args: string[], options: Pick<RunGitOptions, 'env'> = {}): GitProcess {
    this.#refuseWhenClosed();
    const child = spawn('git', args, {
      env: { ...this.#environment, ...options.env },
      // Its own group keeps a Ctrl-C in the terminal from cutting a push in half, and lets close() reach grandchildren.
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    child.stdin.on('error', () => {});
    return {
      stdin: child.stdin,
      stdout: child.stdout,
      exited: this.#track(child),
      kill: () => signalGroup(child, 'SIGTERM'),
    };
  }

  /** Lets running processes finish within `gracePeriodMs`, then ends them; new ones are refused. */
  async close(gracePeriodMs: number): Promise<void> {
    this.#isClosed = true;
    for (const [signal, patience] of [
      [undefined, gracePeriodMs],
      ['SIGTERM', 2_000],
      ['SIGKILL', 2_000],
    ] as const) {
      if (signal) {
        this.#running.forEach((_, child) => signalGroup(child, signal));
      }
      await withinTime(Promise.all(this.#running.values()), patience);
    }
  }

  #refuseWhenClosed() {
    if (this.#isClosed) {
      throw new ServiceUnavailableError('The local Git forge is stopping');
    }
  }

  #track(child: ChildProcess): Promise<number | undefined> {
    const exited = new Promise<number | undefined>(resolve => {
      child.once('error', () => resolve(undefined));
      child.once('close', code => resolve(code ?? undefined));
    }).finally(() => this.#running.delete(child));
    this.#running.set(child, exited);
    return exited;
  }
}

/** Only what git needs to be found and to run; above all no GIT_DIR of a hook that started us. */
function inheritedEnvironment(): Record<string, string> {
  const environment: Record<string, string> = {
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  };
  for (const name of [
    'PATH',
    'TMPDIR',
    'LD_LIBRARY_PATH',
    'DEVELOPER_DIR',
    'GIT_EXEC_PATH',
  ]) {
    const value = process.env[name];
    if (value !== undefined) {
      environment[name] = value;
    }
  }
  return environment;
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals) {
  if (child.pid === undefined) {
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Processes of run() share our group, and a group that is gone needs no signal.
    child.kill(signal);
  }
}

async function withinTime(promise: Promise<unknown>, milliseconds: number) {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>(resolve => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([promise, timeout]);
  clearTimeout(timer);
}
