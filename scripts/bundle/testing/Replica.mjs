import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { nodeOptions } from '../warmCompileCache.mjs';

const readyWithinMs = 3 * 60_000;

/** One backend started from the tree of the image, as its container would start it. */
export class Replica {
  #child;
  #exited;
  #output = [];

  /**
   * @param {object} options
   * @param {string} options.bundle the tree that `npm run bundle` made
   * @param {number} options.port
   * @param {number} [options.healthPort]
   * @param {NodeJS.ProcessEnv} options.env
   * @param {string} [options.node]
   * @param {string[]} [options.command] in place of serving, such as `migrate`
   * @param {{ uid: number, gid: number }} [options.user]
   * @param {boolean} [options.hasListenConfig] false where `env` says where it listens
   */
  static start(options) {
    return new Replica(options);
  }

  constructor(options) {
    const { bundle, port, healthPort, env, node, command = [], user } = options;
    const { hasListenConfig = true } = options;
    this.url = `http://127.0.0.1:${port}`;
    this.healthUrl = `http://127.0.0.1:${healthPort}`;
    this.#child = spawn(
      node ?? process.execPath,
      [
        'packages/backend',
        ...command,
        ...['app-config.yaml', 'app-config.production.yaml'].flatMap(file => [
          '--config',
          file,
        ]),
      ],
      {
        cwd: bundle,
        env: {
          PATH: process.env.PATH,
          NODE_ENV: 'production',
          NODE_COMPILE_CACHE: `${bundle}/.compile-cache`,
          NODE_OPTIONS: nodeOptions,
          ...(hasListenConfig && {
            APP_CONFIG_backend_listen_host: '127.0.0.1',
            APP_CONFIG_backend_listen_port: String(port),
          }),
          ...(healthPort && {
            APP_CONFIG_causeway_health_port: String(healthPort),
          }),
          ...env,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
        ...user,
      },
    );
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.on('data', chunk => this.#output.push(chunk));
    }
    this.#exited = once(this.#child, 'close').then(([code]) => code);
    // Whoever starts a replica also stops it; this is for a test that was interrupted.
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

  /** Resolves when it may receive requests. */
  async untilReady() {
    const deadline = Date.now() + readyWithinMs;
    while (!(await this.isReady())) {
      if (!this.isRunning || Date.now() > deadline) {
        throw new Error(
          `The replica did not become ready:\n${this.output.slice(-4000)}`,
        );
      }
      await sleep(25);
    }
  }

  async isReady() {
    try {
      const response = await fetch(
        `${this.url}/.backstage/health/v1/readiness`,
        { signal: AbortSignal.timeout(5000) },
      );
      await response.body?.cancel();
      return response.ok;
    } catch {
      // Not listening yet.
      return false;
    }
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
