import { createHash } from 'node:crypto';
import { lutimes, readdir, readFile, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Lists a tree with a digest of each file, in the order of their names.
 *
 * @param {string} root
 * @param {string[]} [except] what it holds at its top that does not count
 * @returns {Promise<string>} one line a file: digest, mode, path
 */
export async function digestTree(root, except = []) {
  const lines = [];
  for await (const { path, entry } of walk(root, '', except)) {
    const file = join(root, path);
    if (entry.isSymbolicLink()) {
      lines.push(`${sha256(await readlink(file))} link ${path}`);
    } else if (entry.isFile()) {
      const { mode } = await stat(file);
      const isExecutable = (mode & 0o111) !== 0;
      lines.push(
        `${sha256(await readFile(file))} ${
          isExecutable ? 'exec' : 'file'
        } ${path}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

/** @param {string} manifest what `digestTree` returned */
export function digestManifest(manifest) {
  return `sha256:${sha256(manifest)}`;
}

/**
 * Gives everything below a folder the same time, because an archive of it holds the times too.
 *
 * @param {string} root
 * @param {number} seconds since 1970
 */
export async function setTimes(root, seconds) {
  for await (const { path } of walk(root)) {
    await lutimes(join(root, path), seconds, seconds);
  }
  await lutimes(root, seconds, seconds);
}

async function* walk(root, folder = '', except = []) {
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (except.includes(path)) {
      continue;
    }
    if (entry.isDirectory()) {
      yield* walk(root, path, except);
    }
    yield { path, entry };
  }
}

function sha256(content) {
  return createHash('sha256').update(content).digest('hex');
}
