import { join } from 'node:path';
import { yarn } from './installPackages.mjs';
import { root } from './paths.mjs';
import { runCommand } from './runCommand.mjs';

/**
 * Builds the app and the backend into two archives: what `yarn install` needs, and the rest.
 *
 * @param {import('./main.mjs').Context} context
 * @param {{ node: string, env: NodeJS.ProcessEnv }} runtime
 * @param {(line: string) => void} onLine receives the newest line of output
 */
export async function buildArchives({ stop }, runtime, onLine) {
  await runCommand({
    name: 'build',
    command: runtime.node,
    args: [yarn, 'workspace', 'backend', 'build'],
    env: runtime.env,
    isNode: true,
    stop,
    onLine,
  });
}

/**
 * @param {import('./main.mjs').Context} context
 * @param {'skeleton.tar.gz' | 'bundle.tar.gz'} archive
 * @param {string} folder
 */
export async function extractArchive({ stop }, archive, folder) {
  await runCommand({
    name: 'extract',
    command: 'tar',
    args: [
      'xzf',
      join(root, 'packages', 'backend', 'dist', archive),
      '-C',
      folder,
      // Those of whoever built it, where root extracts.
      '--no-same-owner',
    ],
    stop,
  });
}
