import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { root, tools } from './paths.mjs';

const notSource = new Set(['node_modules', 'dist', 'dist-types', 'coverage']);

/**
 * A digest of the names and contents of files, so that a step is repeated only when its
 * sources changed.
 *
 * @param {string[]} paths files and folders, relative to the checkout
 * @param {string[]} [facts] further values that the result depends on
 */
export async function fingerprint(paths, facts = []) {
  const hash = createHash('sha256');
  for (const fact of facts) {
    hash.update(`${fact}\n`);
  }
  for (const path of paths) {
    for await (const file of listFiles(join(root, path))) {
      const content = await readFile(file);
      hash.update(`${relative(root, file)} ${content.length}\n`);
      hash.update(content);
    }
  }
  return hash.digest('hex');
}

/** @param {string} name @param {string} value */
export async function isStamped(name, value) {
  try {
    return (await readFile(stampFile(name), 'utf8')) === value;
  } catch {
    return false;
  }
}

/** @param {string} name @param {string} value */
export async function stamp(name, value) {
  await mkdir(dirname(stampFile(name)), { recursive: true });
  await writeFile(stampFile(name), value);
}

function stampFile(name) {
  return join(tools, 'stamps', name);
}

async function* listFiles(path) {
  if (!existsSync(path)) {
    return;
  }
  if (!(await stat(path)).isDirectory()) {
    yield path;
    return;
  }
  const entries = await readdir(path, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (!notSource.has(entry.name)) {
      yield* listFiles(join(path, entry.name));
    }
  }
}
