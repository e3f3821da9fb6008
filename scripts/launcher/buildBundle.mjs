import { existsSync } from 'node:fs';
import {
  cp,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buildArchives, extractArchive } from './backendArchives.mjs';
import { fingerprint, isStamped, stamp } from './fingerprint.mjs';
import { bundle, root } from './paths.mjs';

/** What the bundle is made from. */
export const bundleSources = [
  'packages/app',
  'packages/backend',
  'packages/backend-common',
  'packages/frontend-common',
  'plugins',
  'package.json',
  'yarn.lock',
  'backstage.json',
  // Which plugins the app discovers is decided when it is built.
  'app-config.yaml',
];

/**
 * Builds the production bundle, the one that the image holds, unless nothing changed.
 *
 * @param {import('./main.mjs').Context} context
 * @param {{ node: string, env: NodeJS.ProcessEnv }} runtime
 * @returns {Promise<string>} the folder to start with Node
 */
export async function buildBundle(context, runtime) {
  const { progress } = context;
  const entry = join(bundle, 'packages', 'backend');
  const wanted = await fingerprint(bundleSources, [runtime.node, root]);
  if (existsSync(entry) && (await isStamped('bundle', wanted))) {
    return entry;
  }
  await progress.step('Build the portal', async detail => {
    await buildArchives(context, runtime, detail);
    await extractBundle(context);
  });
  await stamp('bundle', wanted);
  return entry;
}

async function extractBundle(context) {
  const fresh = `${bundle}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh);
  await extractArchive(context, 'bundle.tar.gz', fresh);
  // The Info page of devtools reads the lock file beside the root manifest.
  for (const file of ['package.json', 'yarn.lock', 'backstage.json']) {
    await cp(join(root, file), join(fresh, file));
  }
  await linkModules(fresh);
  await rm(bundle, { recursive: true, force: true });
  await rename(fresh, bundle);
}

/**
 * Links the bundle's own packages by name, as `yarn install` does in the image, and leaves
 * third-party packages to the checkout's `node_modules` above the bundle.
 */
async function linkModules(target) {
  for (const folder of ['packages', 'plugins']) {
    if (!existsSync(join(target, folder))) {
      continue;
    }
    for (const name of await readdir(join(target, folder))) {
      const packageDir = join(target, folder, name);
      const manifest = JSON.parse(
        await readFile(join(packageDir, 'package.json'), 'utf8'),
      );
      const link = join(target, 'node_modules', manifest.name);
      await mkdir(dirname(link), { recursive: true });
      await symlink(join(bundle, folder, name), link);
      const nested = join(root, folder, name, 'node_modules');
      if (existsSync(nested)) {
        await symlink(nested, join(packageDir, 'node_modules'));
      }
    }
  }
}
