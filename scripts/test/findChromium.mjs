import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

const execute = promisify(execFile);
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
 * @returns {Promise<{ executable: string } | { missing: string }>}
 */
export async function findChromium() {
  const found = process.env.CHROMIUM ?? places.find(existsSync);
  if (found) {
    return { executable: found };
  }
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    return {
      missing:
        "no Chromium was found; install it, or name it with 'CHROMIUM=<path>'",
    };
  }
  try {
    process.stdout.write('Installing the package chromium\n');
    await execute('apt-get', ['update']);
    await execute(
      'apt-get',
      [
        'install',
        '-y',
        '--no-install-recommends',
        'chromium',
        'fonts-liberation',
      ],
      {
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
        maxBuffer: 64 * 1024 * 1024,
      },
    );
  } catch (error) {
    return {
      missing: `the package chromium could not be installed: ${
        error.message.split('\n')[0]
      }`,
    };
  }
  return { executable: places[0] };
}
