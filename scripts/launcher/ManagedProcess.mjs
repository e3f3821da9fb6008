import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const exitWithParent = fileURLToPath(
  new URL('./exitWithParent.cjs', import.meta.url),
);

/**
 * A Node process that lives as long as the launcher at most: it is stopped in order on
 * Ctrl-C, and stops by itself when the launcher is killed.
 */
export class ManagedProcess {
  #child;
  #ended;
  #tail = [];

  /**
   * @param {object} options
   * @param {string} options.node
   * @param {string[]} options.args
   * @param {NodeJS.ProcessEnv} options.env
   * @param {string} options.cwd
   * @param {string} options.logFile
   * @param {boolean} [options.isVerbose] also print what it writes
   */
  static async start({ node, args, env, cwd, logFile, isVerbose }) {
    await mkdir(dirname(logFile), { recursive: true });
    const child = spawn(node, ['--require', exitWithParent, ...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // A group of its own, so that Ctrl-C reaches the launcher alone, which stops in order.
      detached: true,
    });
    return new ManagedProcess(
      child,
      createWriteStream(logFile, { flags: 'a' }),
      isVerbose,
    );
  }

  constructor(child, log, isVerbose) {
    this.#child = child;
    this.#ended = new Promise(resolve => {
      child.once('close', code => {
        log.end();
        resolve(code ?? 1);
      });
    });
    const onData = chunk => {
      log.write(chunk);
      if (isVerbose) {
        process.stdout.write(chunk);
      }
      this.#tail.push(...String(chunk).split('\n').filter(Boolean));
      this.#tail.splice(0, this.#tail.length - 25);
    };
    child.stdout.on('data', onData);
    child.stderr.on('data', onData);
  }

  /** Resolves with the exit code when the process has ended. */
  get ended() {
    return this.#ended;
  }

  get isRunning() {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The end of its output. */
  get tail() {
    return this.#tail.join('\n');
  }

  get pid() {
    return this.#child.pid;
  }

  /** @param {(message: unknown) => void} listener */
  onMessage(listener) {
    this.#child.on('message', listener);
  }

  /** Asks it to stop, and after `graceMs` makes it. */
  async stop(graceMs = 20_000) {
    if (!this.isRunning) {
      return;
    }
    this.#child.kill('SIGTERM');
    const force = setTimeout(() => this.#child.kill('SIGKILL'), graceMs);
    await this.#ended;
    clearTimeout(force);
  }
}
