import { existsSync } from 'node:fs';
import { installDebianPackages } from '../../test/installDebianPackages.mjs';

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
  const failure = await installDebianPackages(['redis-server'], {
    missing: 'no Valkey or Redis server was found',
    // The package would start a server of its own.
    env: { RUNLEVEL: '1' },
    stop,
  });
  return failure ?? { executable: '/usr/bin/redis-server' };
}
