import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endGroup, signalGroup } from './processGroup.mjs';

const exitWithParent = fileURLToPath(
  new URL('./exitWithParent.cjs', import.meta.url),
);

/**
 * A Node process that lives as long as the launcher at most: it is stopped in order on
 * Ctrl-C, and stops by itself when the launcher is killed.
 */
export class ManagedProcess {
  #child;
  #exited;
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
    const log = createWriteStream(logFile, { flags: 'a' });
    const child = spawn(node, ['--require', exitWithParent, ...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // A group of its own, so that Ctrl-C reaches the launcher alone, which stops in order.
      detached: true,
    });
    return new ManagedProcess(child, log, isVerbose);
  }

  constructor(child, log, isVerbose) {
    this.#child = child;
    this.#exited = new Promise(resolve => {
      child.once('exit', resolve);
      child.once('error', resolve);
    });
    const drained = new Promise(resolve => {
      child.once('close', resolve);
    });
    this.#ended = this.#exited.then(async () => {
      // Its last words are still on their way, unless something it started keeps the pipe.
      const late = new Promise(resolve => {
        setTimeout(resolve, 500);
      });
      await Promise.race([drained, late]);
      log.end();
      return child.pid === undefined ? 1 : child.exitCode ?? 1;
    });
    this.#keepOutput(log, isVerbose);
  }

  #keepOutput(log, isVerbose) {
    let isWritable = true;
    log.on('error', error => {
      isWritable = false;
      process.stderr.write(
        `! The log is no longer written: ${error.message}\n`,
      );
    });
    const onData = chunk => {
      if (isWritable && !log.writableEnded) {
        log.write(chunk);
      }
      if (isVerbose) {
        process.stdout.write(chunk);
      }
      this.#tail.push(...String(chunk).split('\n').filter(Boolean));
      this.#tail.splice(0, this.#tail.length - 25);
    };
    this.#child.on('error', error => onData(`${error.message}\n`));
    this.#child.stdout.on('data', onData);
    this.#child.stderr.on('data', onData);
  }

  /** Resolves with the exit code when the process has ended. */
  get ended() {
    return this.#ended;
  }

  get isRunning() {
    return (
      this.#child.pid !== undefined &&
      this.#child.exitCode === null &&
      this.#child.signalCode === null
    );
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

  /**
   * Asks it to stop, after `graceMs` makes it, and ends what it left behind within
   * `leftGraceMs`.
   */
  async stop(graceMs = 20_000, leftGraceMs = 15_000) {
    if (this.#child.pid === undefined) {
      return;
    }
    if (this.isRunning) {
      this.#child.kill('SIGTERM');
      // What it started, such as PostgreSQL, still ends in order below.
      const force = setTimeout(() => this.#child.kill('SIGKILL'), graceMs);
      await this.#exited;
      clearTimeout(force);
    }
    if (signalGroup(this.#child.pid, 0)) {
      await endGroup(this.#child.pid, leftGraceMs);
    }
    await this.#ended;
  }
}
