import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './run.mjs';

/**
 * What `npm ci` has installed, for further repositories of the same golden path that ask for the
 * very same: it takes them longer than all that is tested after it.
 */
export class InstalledPackages {
  #folders = new Map();

  /** Links what another repository has installed, if both ask for the same. */
  async bring(folder) {
    const known = this.#folders.get(await describeWanted(folder));
    if (known) {
      await run('cp', ['-al', join(known, 'node_modules'), folder], {
        cwd: folder,
      });
      // Else `make` would find it older than what it was made from.
      await run('touch', ['node_modules'], { cwd: folder });
    }
  }

  /** Remembers what a repository has installed. */
  async keep(folder) {
    if (existsSync(join(folder, 'node_modules'))) {
      const wanted = await describeWanted(folder);
      if (!this.#folders.has(wanted)) {
        this.#folders.set(wanted, folder);
      }
    }
  }
}

/** What npm installs from, but for the words of the form. */
async function describeWanted(folder) {
  if (!existsSync(join(folder, 'package-lock.json'))) {
    return undefined;
  }
  const [manifest, lock] = await Promise.all(
    ['package.json', 'package-lock.json'].map(async file =>
      JSON.parse(await readFile(join(folder, file), 'utf8')),
    ),
  );
  // JSON leaves out what is undefined.
  const ofForm = { name: undefined, description: undefined };
  const packages = {
    ...lock.packages,
    '': { ...lock.packages[''], ...ofForm },
  };
  return JSON.stringify([
    { ...manifest, ...ofForm },
    { ...lock, ...ofForm, packages },
  ]);
}
