import { existsSync } from 'node:fs';
import { Problem } from '../launcher/Problem.mjs';
import { runCommand } from '../launcher/runCommand.mjs';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * Finds a browser, and installs Debian's package where there is none and it may.
 *
 * @param {{ stop: AbortSignal }} options
 * @returns {Promise<{ executable: string } | { missing: string }>}
 */
export async function findChromium({ stop }) {
  const found = process.env.CHROMIUM || places.find(existsSync);
  if (found) {
    return { executable: found };
  }
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    return {
      missing:
        "no Chromium was found; install it, or name it with 'CHROMIUM=<path>'",
    };
  }
  process.stdout.write('Installing the package chromium\n');
  const aptGet = (name, args) =>
    runCommand({
      name,
      command: 'apt-get',
      args,
      env: { DEBIAN_FRONTEND: 'noninteractive' },
      stop,
    });
  try {
    await aptGet('apt-get-update', ['update']);
    await aptGet('apt-get-install', [
      'install',
      '-y',
      '--no-install-recommends',
      'chromium',
      'fonts-liberation',
    ]);
  } catch (error) {
    if (!(error instanceof Problem)) {
      throw error;
    }
    return {
      missing: `the package chromium could not be installed: ${error.message}`,
    };
  }
  return { executable: places[0] };
}
