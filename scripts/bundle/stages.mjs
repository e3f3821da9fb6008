import {
  chmod,
  cp,
  mkdir,
  readdir,
  readFile,
  rm,
  writeFile,
} from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildArchives, extractArchive } from '../launcher/backendArchives.mjs';
import {
  installPackages,
  readNpmSettings,
  yarn,
} from '../launcher/installPackages.mjs';
import { root } from '../launcher/paths.mjs';
import { runCommand } from '../launcher/runCommand.mjs';
import { compressAssets } from './compressAssets.mjs';
import { digestManifest, digestTree, setTimes } from './digestTree.mjs';
import { joinBackend, startFile } from './joinBackend.mjs';
import { compileCache, warmCompileCache } from './warmCompileCache.mjs';

const writeSchemas = fileURLToPath(
  new URL('./writeSchemas.mjs', import.meta.url),
);

/**
 * The stages of the image, in their order. Each leaves behind all that the next one needs, so
 * that a build of the image can keep them apart.
 *
 * @type {Record<string, (context: import('../launcher/main.mjs').Context, options: { runtime: { node: string, env: NodeJS.ProcessEnv }, output: string }) => Promise<void>>}
 */
export const stages = {
  async install(context, { runtime }) {
    await installPackages(context, runtime);
  },

  async build(context, { runtime }) {
    await context.progress.step('Build the portal', detail =>
      buildArchives(context, runtime, detail),
    );
  },

  async packages(context, { runtime, output }) {
    const { progress, stop } = context;
    await rm(output, { recursive: true, force: true });
    await mkdir(output, { recursive: true });
    const files = [
      'package.json',
      'yarn.lock',
      'backstage.json',
      '.yarnrc.yml',
    ];
    for (const file of files) {
      await cp(join(root, file), join(output, file));
    }
    await cp(
      join(root, '.yarn', 'releases'),
      join(output, '.yarn', 'releases'),
      { recursive: true },
    );
    await extractArchive(context, 'skeleton.tar.gz', output);
    await progress.step('Install the packages that run', async detail =>
      runCommand({
        name: 'bundle-packages',
        command: runtime.node,
        args: [
          yarn,
          '--cwd',
          output,
          'workspaces',
          'focus',
          '--all',
          '--production',
        ],
        env: { ...runtime.env, ...(await readNpmSettings(runtime)) },
        isNode: true,
        stop,
        onLine: detail,
      }),
    );
    await rm(join(output, '.yarn'), { recursive: true });
    await rm(join(output, '.yarnrc.yml'));
    await removeNeedless(join(output, 'node_modules'));
  },

  async finish(context, { runtime, output }) {
    const { progress, stop } = context;
    const { node } = runtime;
    await extractArchive(context, 'bundle.tar.gz', output);
    for (const file of ['app-config.yaml', 'app-config.production.yaml']) {
      await cp(join(root, file), join(output, file));
    }
    await progress.step('Compress the assets', () =>
      compressAssets(join(output, 'packages', 'app')),
    );
    await progress.step('Join the backend', () => joinAndStart(output));
    await progress.step('Prepare the start', async () => {
      await runCommand({
        name: 'bundle-schemas',
        command: runtime.node,
        args: [writeSchemas],
        env: runtime.env,
        cwd: output,
        isNode: true,
        stop,
      });
      await warmCompileCache({ node: runtime.node, bundle: output, stop });
    });
    // The archive brings a mode that keeps others out.
    await chmod(output, 0o755);
    // V8 writes what it happened to compile by then.
    const manifest = await digestTree(output, [compileCache]);
    await writeFile(join(output, 'manifest.txt'), manifest);
    await setTimes(output, Number(process.env.SOURCE_DATE_EPOCH ?? 0));
    progress.say(`${digestManifest(manifest)} ${output}`);
  },
};

// `node packages/backend` starts what was joined.
async function joinAndStart(output) {
  await joinBackend(output);
  const file = join(output, 'packages', 'backend', 'package.json');
  const manifest = JSON.parse(await readFile(file, 'utf8'));
  const main = startFile.split(sep).slice(2).join('/');
  await writeFile(file, `${JSON.stringify({ ...manifest, main }, null, 2)}\n`);
}

// Sources for a debugger, and the installer's notes, which hold times.
async function removeNeedless(modules) {
  const entries = await readdir(modules, {
    recursive: true,
    withFileTypes: true,
  });
  for (const entry of entries) {
    if (
      entry.isFile() &&
      (entry.name === '.yarn-state.yml' || entry.name.endsWith('.map'))
    ) {
      await rm(join(entry.parentPath, entry.name));
    }
  }
}
