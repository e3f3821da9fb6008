import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fingerprint, isStamped, stamp } from './fingerprint.mjs';
import { root } from './paths.mjs';
import { runCommand } from './runCommand.mjs';

/**
 * Installs exactly what the lock file says.
 *
 * @param {import('./Progress.mjs').Progress} progress
 * @param {{ node: string, env: NodeJS.ProcessEnv }} runtime
 */
export async function installPackages(progress, runtime) {
  const manifests = await Promise.all(
    ['packages', 'plugins'].map(async folder => {
      const names = existsSync(join(root, folder))
        ? await readdir(join(root, folder))
        : [];
      return names.map(name => `${folder}/${name}/package.json`);
    }),
  );
  const wanted = await fingerprint(
    ['package.json', 'yarn.lock', '.yarnrc.yml', ...manifests.flat()],
    [process.platform, process.arch],
  );
  const isInstalled = existsSync(join(root, 'node_modules', '.yarn-state.yml'));
  if (isInstalled && (await isStamped('packages', wanted))) {
    return;
  }
  await progress.step('Install packages', detail =>
    runCommand({
      name: 'yarn-install',
      command: runtime.node,
      args: [yarn, 'install', '--immutable'],
      env: runtime.env,
      mend: 'Check that the npm registry can be reached and that yarn.lock is as committed.',
      onLine: detail,
    }),
  );
  await stamp('packages', wanted);
}

/** The committed Yarn, so that nobody has to install one. */
export const yarn = join(root, '.yarn', 'releases', 'yarn-4.13.0.cjs');
