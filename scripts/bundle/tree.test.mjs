import assert from 'node:assert/strict';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';
import { compressAssets } from './compressAssets.mjs';
import { digestManifest, digestTree, setTimes } from './digestTree.mjs';

let folder;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'causeway-tree-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function makeTree(name, order) {
  const tree = join(folder, name);
  await mkdir(join(tree, 'bin'), { recursive: true });
  for (const file of order) {
    await writeFile(join(tree, file), `content of ${file}`);
  }
  await symlink('../a', join(tree, 'bin', 'link'));
  await chmod(join(tree, 'bin', 'run'), 0o755);
  return tree;
}

describe('the digest of a tree', () => {
  it('is the same for the same content, whenever and in whatever order it was written', async () => {
    const one = await makeTree('one', ['a', 'b', 'bin/run']);
    const two = await makeTree('two', ['bin/run', 'b', 'a']);
    await utimes(join(two, 'a'), 1000, 1000);
    const [first, second] = await Promise.all(
      [one, two].map(folder => digestTree(folder)),
    );
    assert.equal(digestManifest(first), digestManifest(second));
    assert.deepEqual(
      first.split('\n').map(line => line.split(' ').slice(1).join(' ')),
      ['file a', 'file b', 'link bin/link', 'exec bin/run', ''],
    );
  });

  it('differs when a byte, a mode or the target of a link does', async () => {
    const tree = await makeTree('one', ['a', 'b', 'bin/run']);
    const before = await digestTree(tree);
    await chmod(join(tree, 'a'), 0o755);
    const changed = await digestTree(tree);
    assert.notEqual(changed, before);
    await writeFile(join(tree, 'b'), 'other');
    assert.notEqual(await digestTree(tree), changed);
    assert.doesNotMatch(await digestTree(tree, ['b']), / b$/m);
  });

  it('comes with one time for all files', async () => {
    const tree = await makeTree('one', ['a', 'bin/run']);
    await setTimes(tree, 86400);
    for (const path of ['.', 'a', 'bin', 'bin/run']) {
      assert.equal((await stat(join(tree, path))).mtimeMs, 86_400_000);
    }
  });
});

describe('the assets of the app', () => {
  it('have a compressed copy where that is smaller, and no source maps', async () => {
    const assets = join(folder, 'dist', 'static');
    const code = 'export const answer = 42;\n'.repeat(100);
    await mkdir(assets, { recursive: true });
    await writeFile(join(assets, 'main.js'), code);
    await writeFile(join(assets, 'main.js.map'), '{}');
    await writeFile(join(assets, 'tiny.js'), '1');
    await writeFile(join(assets, 'font.woff2'), Buffer.alloc(4096));
    await compressAssets(folder);
    assert.deepEqual((await readdir(assets)).sort(), [
      'font.woff2',
      'main.js',
      'tiny.js',
    ]);
    const compressed = join(folder, 'compressed');
    assert.deepEqual(await readdir(compressed), ['main.js.br']);
    const content = await readFile(join(compressed, 'main.js.br'));
    assert.equal(brotliDecompressSync(content).toString(), code);
    assert.ok(content.length < code.length / 10);
  });
});
