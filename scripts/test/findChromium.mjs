import { existsSync } from 'node:fs';
import { installDebianPackages } from './installDebianPackages.mjs';

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
  const failure = await installDebianPackages(
    ['chromium', 'fonts-liberation'],
    {
      missing:
        "no Chromium was found; install it, or name it with 'CHROMIUM=<path>'",
      stop,
    },
  );
  return failure ?? { executable: places[0] };
}
