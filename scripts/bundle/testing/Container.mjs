import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeOptions } from '../warmCompileCache.mjs';

const script = fileURLToPath(new URL('./container.sh', import.meta.url));

// What the image's `ENV` sets.
const imageEnvironment = {
  NODE_ENV: 'production',
  HOME: '/tmp',
  NODE_COMPILE_CACHE: '/app/.compile-cache',
  NODE_OPTIONS: nodeOptions,
};

/** Names why containers cannot be imitated here, or false. */
export const skipWithoutContainers = findObstacle();

function findObstacle() {
  if (process.platform !== 'linux') {
    return 'needs the mount namespaces of Linux';
  }
  const [command, ...args] = asRoot(['unshare', '--mount', 'true']);
  return spawnSync(command, args).status === 0
    ? false
    : 'needs to be root, or sudo without a password, and to be allowed `unshare --mount`';
}

function asRoot(command) {
  return process.getuid?.() === 0 ? command : ['sudo', '-n', ...command];
}

/** A container of the image without a container engine: its tree, user, environment, volumes. */
export class Container {
  #child;
  #output = [];
  #exited;

  /**
   * @param {object} options
   * @param {string} options.tree
   * @param {string} options.node
   * @param {string} options.folder for its root and its volumes
   * @param {string[]} options.command
   * @param {Record<string, string>} options.env
   * @param {Record<string, string>} [options.readOnly] folders by the path they are mounted at
   * @param {string[]} options.writable
   */
  static async start(options) {
    const {
      tree,
      node,
      folder,
      command,
      env,
      readOnly = {},
      writable,
    } = options;
    const [root, volumes] = ['root', 'volumes'].map(name => join(folder, name));
    await Promise.all(
      [root, volumes].map(path => mkdir(path, { recursive: true })),
    );
    const lines = list => list.map(line => `${line}\n`).join('');
    await writeFile(
      join(volumes, 'read-only'),
      lines(Object.entries(readOnly).map(pair => pair.join('\t'))),
    );
    await writeFile(join(volumes, 'writable'), lines(writable));
    const variables = {
      ...imageEnvironment,
      PATH: '/node:/usr/bin:/bin',
      ...env,
    };
    return new Container(
      asRoot([
        ...['unshare', '--mount', '--'],
        ...[script, root, tree, dirname(node), volumes, '10001'],
        ...['/usr/bin/env', '-i'],
        ...Object.entries(variables).map(([key, value]) => `${key}=${value}`),
        ...command,
      ]),
    );
  }

  constructor([command, ...args]) {
    this.#child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.on('data', chunk => this.#output.push(chunk));
    }
    this.#exited = once(this.#child, 'close').then(([code]) => code);
    const kill = () => this.#child.kill('SIGKILL');
    process.once('exit', kill);
    this.#exited.then(() => process.off('exit', kill));
  }

  get output() {
    return Buffer.concat(this.#output).toString();
  }

  get isRunning() {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves with its exit code. */
  get exited() {
    return this.#exited;
  }

  /** Stops it as a kubelet does, and resolves with its exit code. */
  async stop() {
    if (this.isRunning) {
      this.#child.kill('SIGTERM');
    }
    return this.#exited;
  }
}
