import { setTimeout as sleep } from 'node:timers/promises';
import { nodeOptions } from '../warmCompileCache.mjs';
import { RunningProcess } from './RunningProcess.mjs';

const readyWithinMs = 3 * 60_000;

/** One backend started from the tree of the image, as its container would start it. */
export class Replica extends RunningProcess {
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
    super(
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
        ...user,
      },
    );
    this.url = `http://127.0.0.1:${port}`;
    this.healthUrl = `http://127.0.0.1:${healthPort}`;
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
}
