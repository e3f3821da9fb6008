import { existsSync } from 'node:fs';
import { Problem } from '../../launcher/Problem.mjs';
import { runCommand } from '../../launcher/runCommand.mjs';

const places = [
  '/usr/bin/valkey-server',
  '/usr/bin/redis-server',
  '/usr/local/bin/valkey-server',
  '/opt/homebrew/bin/valkey-server',
];

/**
 * Finds a Valkey or Redis server, and installs Debian's package where there is none and it may.
 *
 * @param {{ stop: AbortSignal }} options
 * @returns {Promise<{ executable: string } | { missing: string }>}
 */
export async function findRedis({ stop }) {
  const found = places.find(existsSync);
  if (found) {
    return { executable: found };
  }
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    return { missing: 'no Valkey or Redis server was found' };
  }
  const aptGet = (name, args) =>
    runCommand({
      name,
      command: 'apt-get',
      args,
      // The package would start a server of its own.
      env: { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
      stop,
    });
  try {
    await aptGet('apt-get-update', ['update']);
    await aptGet('apt-get-install', [
      'install',
      '-y',
      '--no-install-recommends',
      'redis-server',
    ]);
  } catch (error) {
    if (!(error instanceof Problem)) {
      throw error;
    }
    return {
      missing: `the package redis-server could not be installed: ${error.message}`,
    };
  }
  return { executable: '/usr/bin/redis-server' };
}
