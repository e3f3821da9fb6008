import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { bundleSources } from './buildBundle.mjs';
import { root } from './paths.mjs';

describe('the sources of the bundle', () => {
  it('name every package of ours that the backend holds', async () => {
    const workspaces = await readWorkspaces();
    const missing = [...listNeeded(workspaces, 'backend')]
      .map(name => workspaces.get(name).folder)
      .filter(
        folder =>
          !bundleSources.some(source => `${folder}/`.startsWith(`${source}/`)),
      );
    assert.deepEqual(missing, []);
  });
});

async function readWorkspaces() {
  const workspaces = new Map();
  for (const parent of ['packages', 'plugins']) {
    for (const name of await readdir(join(root, parent))) {
      const folder = `${parent}/${name}`;
      const file = join(root, folder, 'package.json');
      // A package that was deleted may leave its modules behind.
      if (existsSync(file)) {
        const manifest = JSON.parse(await readFile(file, 'utf8'));
        workspaces.set(manifest.name, { folder, manifest });
      }
    }
  }
  return workspaces;
}

function listNeeded(workspaces, name, found = new Set()) {
  found.add(name);
  for (const dependency of Object.keys(
    workspaces.get(name).manifest.dependencies ?? {},
  )) {
    if (workspaces.has(dependency) && !found.has(dependency)) {
      listNeeded(workspaces, dependency, found);
    }
  }
  return found;
}
