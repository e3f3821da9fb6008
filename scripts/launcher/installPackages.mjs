import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fingerprint, isStamped, stamp } from './fingerprint.mjs';
import { root } from './paths.mjs';
import { runCommand } from './runCommand.mjs';

const execute = promisify(execFile);

/**
 * Installs exactly what the lock file says.
 *
 * @param {import('./main.mjs').Context} context
 * @param {{ node: string, env: NodeJS.ProcessEnv }} runtime
 */
export async function installPackages({ progress, stop }, runtime) {
  const manifests = await Promise.all(
    ['packages', 'plugins'].map(async folder => {
      const names = existsSync(join(root, folder))
        ? await readdir(join(root, folder))
        : [];
      return names.map(name => `${folder}/${name}/package.json`);
    }),
  );
  const wanted = await fingerprint(
    ['package.json', 'yarn.lock', '.yarnrc.yml', ...manifests.flat()],
    [process.platform, process.arch],
  );
  const isInstalled = existsSync(join(root, 'node_modules', '.yarn-state.yml'));
  if (isInstalled && (await isStamped('packages', wanted))) {
    return;
  }
  await progress.step('Install packages', async detail => {
    await runCommand({
      name: 'yarn-install',
      command: runtime.node,
      args: [yarn, 'install', '--immutable'],
      env: { ...runtime.env, ...(await readNpmSettings(runtime)) },
      isNode: true,
      stop,
      explain,
      onLine: detail,
    });
  });
  await stamp('packages', wanted);
}

/**
 * Finds where packages come from on this machine.
 *
 * @remarks
 * Yarn does not read npm's settings, and where npm is all there is they are the only ones
 * that name a mirror, or the authority that signs for it.
 */
export async function readNpmSettings(runtime) {
  const readSetting = async key => {
    try {
      const { stdout } = await execute('npm', ['config', 'get', key]);
      const value = stdout.trim();
      return value === 'null' || value === 'undefined' ? undefined : value;
    } catch {
      // No npm: Yarn's own settings stand.
      return undefined;
    }
  };
  const [yarnSettings, registry, authorityFile] = await Promise.all([
    execute(runtime.node, [yarn, 'config', '--json'], { cwd: root }).then(
      ({ stdout }) =>
        stdout
          .split('\n')
          .filter(Boolean)
          .map(line => JSON.parse(line)),
      () => [],
    ),
    readSetting('registry'),
    readSetting('cafile'),
  ]);
  const isDefault = key =>
    yarnSettings.some(
      setting => setting.key === key && setting.source === '<default>',
    );
  return {
    ...(registry &&
      isDefault('npmRegistryServer') && {
        YARN_NPM_REGISTRY_SERVER: registry,
      }),
    ...(authorityFile &&
      isDefault('httpsCaFilePath') && {
        YARN_HTTPS_CA_FILE_PATH: authorityFile,
      }),
  };
}

function explain(output) {
  if (/YN0028|lockfile would have been modified/.test(output)) {
    return "A package.json asks for what yarn.lock does not hold: run 'yarn install' and commit yarn.lock, or put both back as committed.";
  }
  if (/YAMLException|Syntax Error|setupResolutions|Parse error/i.test(output)) {
    return "yarn.lock is damaged: put it back with 'git checkout yarn.lock'.";
  }
  if (/ENOSPC|EDQUOT/.test(output)) {
    return 'The disk is full: free some space, the packages need about 3 GB.';
  }
  if (/EACCES|EPERM|EROFS/.test(output)) {
    return 'A file above may not be written by this user: make the checkout and the Yarn cache yours with chown.';
  }
  if (
    /RequestError|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNRESET|CERT|certificate|YN0035|YN0080/.test(
      output,
    )
  ) {
    return 'The npm registry could not be reached or refused: check the network and the registry settings of npm and Yarn.';
  }
  return 'Its whole output is in .tools/logs/yarn-install.log.';
}

/** The committed Yarn, so that nobody has to install one. */
export const yarn = join(root, '.yarn', 'releases', 'yarn-4.13.0.cjs');
