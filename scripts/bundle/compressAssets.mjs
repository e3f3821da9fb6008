import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';

const compress = promisify(brotliCompress);

// Fonts and images are compressed already.
const compressible = new Set(['.js', '.css', '.svg', '.json', '.txt', '.wasm']);
// A smaller file fits in one packet either way.
const leastBytes = 1024;

/**
 * Removes the source maps from the built app, and writes a copy of its assets compressed as
 * well as Brotli can.
 *
 * @param {string} app the app's package in the bundle
 */
export async function compressAssets(app) {
  const assets = join(app, 'dist', 'static');
  const target = join(app, 'compressed');
  const names = await listFiles(assets);
  // Each in a thread of its own, as many as there are processors.
  const workers = Array.from({ length: availableParallelism() }, async () => {
    for (let name = names.pop(); name; name = names.pop()) {
      await compressAsset({ assets, target, name });
    }
  });
  await Promise.all(workers);
}

async function compressAsset({ assets, target, name }) {
  const file = join(assets, name);
  if (name.endsWith('.map')) {
    await rm(file);
    return;
  }
  const content = await readFile(file);
  if (compressible.has(extname(name)) && content.length >= leastBytes) {
    const compressed = await compress(content, {
      params: {
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
        [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
      },
    });
    await mkdir(dirname(join(target, name)), { recursive: true });
    await writeFile(join(target, `${name}.br`), compressed);
  }
}

async function listFiles(folder) {
  const entries = await readdir(folder, {
    recursive: true,
    withFileTypes: true,
  });
  return entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
