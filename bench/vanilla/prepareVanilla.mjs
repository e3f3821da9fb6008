import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  readNpmSettings,
  yarn,
} from '../../scripts/launcher/installPackages.mjs';
import { root, tools } from '../../scripts/launcher/paths.mjs';
import { runCommand } from '../../scripts/launcher/runCommand.mjs';

// Makes apps of Backstage 1.55.0.
const createApp = '@backstage/create-app@0.9.2';
const folder = join(tools, 'vanilla');

/**
 * Makes the app that `create-app` makes, builds it, and lays out the tree that its own
 * Dockerfile would put into an image.
 *
 * @remarks
 * It gets our lock file, so that both use the same version of every third-party package, and
 * the pins without which it does not install (CONTRIBUTING.md). Nothing else is changed.
 *
 * @param {import('../../scripts/launcher/main.mjs').Context} context
 * @param {{ node: string, env: NodeJS.ProcessEnv }} runtime
 * @returns {Promise<string>} the tree
 */
export async function prepareVanilla({ progress, stop }, runtime) {
  const app = join(folder, 'app');
  const image = join(folder, 'image');
  if (existsSync(join(image, 'packages', 'backend', 'dist'))) {
    return image;
  }
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, 'bin'), { recursive: true });
  // create-app asks for a Yarn by that name.
  const shim = join(folder, 'bin', 'yarn');
  await writeFile(shim, `#!/bin/sh\nexec node '${yarn}' "$@"\n`);
  await chmod(shim, 0o755);
  const env = {
    ...runtime.env,
    ...(await readNpmSettings(runtime)),
    PATH: `${join(folder, 'bin')}:${runtime.env.PATH}`,
    BACKSTAGE_APP_NAME: 'vanilla',
  };
  const run = (name, command, args, cwd) =>
    runCommand({ name: `vanilla-${name}`, command, args, env, cwd, stop });
  await progress.step('Make a vanilla app', async () => {
    await run('create', 'npm', [
      'exec',
      '--yes',
      `--package=${createApp}`,
      '--',
      'backstage-create-app',
      '--skip-install',
      '--path',
      app,
    ]);
    await pin(app);
    await run('install', 'yarn', ['install'], app);
    await run('build', 'yarn', ['workspace', 'backend', 'build'], app);
  });
  await progress.step('Lay out its image', async () => {
    await mkdir(image);
    for (const name of [
      '.yarn',
      '.yarnrc.yml',
      'backstage.json',
      'yarn.lock',
      'package.json',
      'examples',
      'app-config.yaml',
      'app-config.production.yaml',
    ]) {
      await cp(join(app, name), join(image, name), { recursive: true });
    }
    const archive = name => join(app, 'packages', 'backend', 'dist', name);
    await run('skeleton', 'tar', ['xzf', archive('skeleton.tar.gz')], image);
    await run(
      'focus',
      'yarn',
      ['workspaces', 'focus', '--all', '--production'],
      image,
    );
    await run('bundle', 'tar', ['xzf', archive('bundle.tar.gz')], image);
  });
  return image;
}

async function pin(app) {
  const file = join(app, 'package.json');
  const ours = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const theirs = JSON.parse(await readFile(file, 'utf8'));
  const pins = Object.fromEntries(
    ['@yarnpkg/core', 'better-sqlite3'].map(name => [
      name,
      ours.resolutions[name],
    ]),
  );
  await writeFile(
    file,
    JSON.stringify({
      ...theirs,
      resolutions: { ...theirs.resolutions, ...pins },
      dependenciesMeta: ours.dependenciesMeta,
    }),
  );
  await cp(join(root, 'yarn.lock'), join(app, 'yarn.lock'));
  await cp(join(root, '.yarnrc.yml'), join(app, '.yarnrc.yml'));
  await rm(join(app, '.git'), { recursive: true, force: true });
}
