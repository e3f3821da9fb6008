import { existsSync } from 'node:fs';
import { Problem } from '../launcher/Problem.mjs';
import { runCommand } from '../launcher/runCommand.mjs';

/**
 * Installs packages of Debian where there is such a system and it may.
 *
 * @param {string[]} packages the first one is what somebody looks for
 * @param {object} options
 * @param {string} options.missing what to say where nothing may be installed
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {AbortSignal} options.stop
 * @returns {Promise<{ missing: string } | undefined>} why they are not there
 */
export async function installDebianPackages(packages, { missing, env, stop }) {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    return { missing };
  }
  process.stdout.write(`Installing the package ${packages[0]}\n`);
  const aptGet = (name, args) =>
    runCommand({
      name,
      command: 'apt-get',
      args,
      env: { DEBIAN_FRONTEND: 'noninteractive', ...env },
      stop,
    });
  try {
    await aptGet('apt-get-update', ['update']);
    await aptGet('apt-get-install', [
      ...['install', '-y', '--no-install-recommends'],
      ...packages,
    ]);
    return undefined;
  } catch (error) {
    if (!(error instanceof Problem)) {
      throw error;
    }
    return {
      missing: `the package ${packages[0]} could not be installed: ${error.message}`,
    };
  }
}
