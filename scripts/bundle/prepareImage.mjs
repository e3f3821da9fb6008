import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bundleSources } from '../launcher/buildBundle.mjs';
import { fingerprint, isStamped, stamp } from '../launcher/fingerprint.mjs';
import { image, root } from '../launcher/paths.mjs';
import { stages } from './stages.mjs';

/**
 * Makes the tree of the image in `.image`, unless nothing changed since.
 *
 * @param {import('../launcher/main.mjs').Context} context
 * @param {{ node: string, env: NodeJS.ProcessEnv }} runtime
 * @returns {Promise<string>} the tree
 */
export async function prepareImage(context, runtime) {
  const wanted = await fingerprint(
    [...bundleSources, 'app-config.production.yaml', 'scripts/bundle'],
    [runtime.node, root],
  );
  const isMade = existsSync(join(image, 'manifest.txt'));
  if (!isMade || !(await isStamped('image', wanted))) {
    for (const stage of Object.values(stages)) {
      await stage(context, { runtime, output: image });
    }
    await stamp('image', wanted);
  }
  return image;
}
