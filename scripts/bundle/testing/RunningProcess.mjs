import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A process whose output is kept, and which does not outlive this one. */
export class RunningProcess {
  #child;
  #exited;
  #output = [];

  /**
   * @param {string} command
   * @param {string[]} args
   * @param {import('node:child_process').SpawnOptions} [options]
   */
  constructor(command, args, options) {
    this.#child = spawn(command, args, {
      ...options,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.on('data', chunk => this.#output.push(chunk));
    }
    this.#exited = once(this.#child, 'close').then(([code]) => code);
    // Whoever starts a process also stops it; this is for a test that was interrupted.
    const kill = () => this.#child.kill('SIGKILL');
    process.once('exit', kill);
    this.#exited.then(() => process.off('exit', kill));
  }

  /** All that it has written. */
  get output() {
    return Buffer.concat(this.#output).toString();
  }

  get pid() {
    return this.#child.pid;
  }

  get isRunning() {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves with its exit code. */
  get exited() {
    return this.#exited;
  }

  /** Stops it as Kubernetes does, and resolves with its exit code. */
  async stop() {
    if (this.isRunning) {
      this.#child.kill('SIGTERM');
    }
    return this.#exited;
  }

  kill() {
    this.#child.kill('SIGKILL');
    return this.#exited;
  }
}
