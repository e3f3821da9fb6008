import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeOptions } from '../warmCompileCache.mjs';
import { RunningProcess } from './RunningProcess.mjs';

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
export class Container extends RunningProcess {
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
    const [program, ...args] = asRoot([
      ...['unshare', '--mount', '--'],
      ...[script, root, tree, dirname(node), volumes, '10001'],
      ...['/usr/bin/env', '-i'],
      ...Object.entries(variables).map(([key, value]) => `${key}=${value}`),
      ...command,
    ]);
    return new Container(program, args);
  }
}
