import { cp, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fingerprint, isStamped, stamp } from '../launcher/fingerprint.mjs';
import { root, tools } from '../launcher/paths.mjs';
import { runCommand } from '../launcher/runCommand.mjs';

const manifest = 'scripts/publishTechdocs/package.json';
const folder = join(tools, 'publish-techdocs');

/**
 * Loads what generates and publishes docs, which is what the portal itself uses: from the
 * portal's packages, or in a pipeline, where those are not installed, from npm.
 *
 * @param {import('../launcher/main.mjs').Context} context
 */
export async function loadTechdocsLibrary({ progress, stop }) {
  const shared = load(root);
  if (shared) {
    return shared;
  }
  const wanted = await fingerprint([manifest], [process.version]);
  if (!(await isStamped('publish-techdocs', wanted))) {
    await progress.step('Install the TechDocs library', async () => {
      await mkdir(folder, { recursive: true });
      await cp(join(root, manifest), join(folder, 'package.json'));
      await runCommand({
        name: 'npm-install-techdocs',
        command: 'npm',
        args: [
          'install',
          '--prefix',
          folder,
          '--no-audit',
          '--no-fund',
          // Its native parts speed up SSH to Docker hosts, which is not used here.
          '--ignore-scripts',
        ],
        stop,
        explain: () =>
          'Check that the npm registry can be reached; the whole output is in .tools/logs/npm-install-techdocs.log.',
      });
    });
    await stamp('publish-techdocs', wanted);
  }
  return load(folder);
}

function load(from) {
  const require = createRequire(join(from, 'package.json'));
  try {
    const {
      Generators,
      Publisher,
    } = require('@backstage/plugin-techdocs-node');
    const { ConfigReader } = require('@backstage/config');
    return { ConfigReader, Generators, Publisher };
  } catch (error) {
    if (error.code === 'MODULE_NOT_FOUND') {
      return undefined;
    }
    throw error;
  }
}
