import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, lstat, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { yarn } from './launcher/installPackages.mjs';
import { root } from './launcher/paths.mjs';

const execute = promisify(execFile);

describe('yarn.lock', () => {
  let entries;
  before(async () => {
    entries = readLockFile(await readFile(join(root, 'yarn.lock'), 'utf8'));
  });

  it('holds one version of every Backstage package', () => {
    const versions = new Map();
    for (const { name, version } of entries) {
      if (name.startsWith('@backstage/')) {
        versions.set(name, (versions.get(name) ?? new Set()).add(version));
      }
    }
    assert(versions.size > 50, `only ${versions.size} packages were read`);
    const doubled = [...versions]
      .filter(([, found]) => found.size > 1)
      .map(([name, found]) => `${name}: ${[...found].join(', ')}`);
    assert.deepEqual(doubled, []);
  });

  it('brings no SQLite: only an empty package stands where a driver would', () => {
    const drivers = entries
      .filter(({ name, resolution }) => /sqlite/i.test(`${name} ${resolution}`))
      .map(({ name, resolution }) => `${name} → ${resolution}`);
    assert.deepEqual(drivers, ['better-sqlite3 → empty-npm-package@npm:1.0.0']);
  });

  it('is what the manifests ask for', async test => {
    // In a copy, and without the step that would link the packages anew.
    const copy = await mkdtemp(join(tmpdir(), 'causeway-manifests-'));
    test.after(() => rm(copy, { recursive: true, force: true }));
    for (const file of await listCommitted()) {
      if (/(^|\/)package\.json$|^yarn\.lock$|^\.yarnrc\.yml$/.test(file)) {
        await cp(join(root, file), join(copy, file));
      }
    }
    try {
      await execute(
        process.execPath,
        [yarn, 'install', '--mode=update-lockfile'],
        {
          cwd: copy,
          maxBuffer: 64 * 1024 * 1024,
          env: {
            ...process.env,
            YARN_IGNORE_PATH: 'true',
            YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
          },
        },
      );
    } catch (error) {
      if (/RequestError|ECONNREFUSED|ENOTFOUND|EAI_AGAIN/.test(error.stdout)) {
        test.skip('needs the npm registry');
        return;
      }
      assert.fail(error.stdout || error.message);
    }
    const [committed, wanted] = await Promise.all(
      [root, copy].map(folder => readFile(join(folder, 'yarn.lock'), 'utf8')),
    );
    assert(committed === wanted, "run 'yarn install' and commit yarn.lock");
  });
});

describe('the repository', () => {
  let texts;
  before(async () => {
    texts = await readCommittedTexts();
  });

  it('names no registry, so that everybody’s own is used', () => {
    const ownWords = /registry\.(example|internal\.example)|\.example\b/;
    const found = findLines(
      texts,
      /registry\.[a-z0-9-]+\.[a-z]|[?&]__archiveUrl=|^\s*resolved "?https?:|npmRegistry[S]erver['"]?:|\/-\/[\w.-]+\.tgz|files\.pythonhosted\.|\bpypi\.org\/simple|PIP_INDEX_URL=https?:|GOPROXY=https?:/i,
    ).filter(line => !ownWords.test(line));
    assert.deepEqual(found, []);
  });

  it('names no folder of the machine that it was written on', () => {
    // In a Dockerfile they are the container's.
    const ofThisMachine = new Map(
      [...texts].filter(([file]) => !file.endsWith('Dockerfile')),
    );
    const found = findLines(
      ofThisMachine,
      /(?<![\w./<-])\/(?:root|work|home\/[a-z]\w*|Users\/[a-z]\w*)\//i,
    );
    assert.deepEqual(found, []);
  });

  it('publishes no package and licenses each', () => {
    const manifests = [...texts].filter(([file]) =>
      /^(?:(?:packages|plugins)\/[^/]+\/)?package\.json$/.test(file),
    );
    assert(manifests.length > 3, `only ${manifests.length} were found`);
    for (const [file, text] of manifests) {
      const { license, private: isPrivate } = JSON.parse(text);
      assert.deepEqual(
        { file, license, isPrivate },
        { file, license: 'Apache-2.0', isPrivate: true },
      );
    }
  });
});

// An entry is a block; its first line lists what asked for it, as `"name@npm:range"`.
function readLockFile(text) {
  return text
    .split('\n\n')
    .map(block => {
      const header = block.match(/^"?((?:@[^/]+\/)?[^@"]+)@/m);
      const resolution = block.match(/^ {2}resolution: "(.*)"$/m);
      const version = block.match(/^ {2}version: (.*)$/m);
      return (
        header &&
        resolution &&
        version && {
          name: header[1],
          resolution: resolution[1],
          version: version[1],
        }
      );
    })
    .filter(Boolean);
}

async function listCommitted() {
  const { stdout } = await execute('git', ['ls-files', '-z'], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout.split('\0').filter(Boolean);
}

async function readCommittedTexts() {
  const texts = new Map();
  for (const file of await listCommitted()) {
    const path = join(root, file);
    const entry = await lstat(path).catch(() => undefined);
    // Yarn itself is a program that somebody else wrote.
    if (entry?.isFile() && !file.startsWith('.yarn/releases/')) {
      const text = await readFile(path, 'utf8');
      if (!text.includes('\0')) {
        texts.set(file, text);
      }
    }
  }
  return texts;
}

function findLines(texts, pattern) {
  return [...texts].flatMap(([file, text]) =>
    text
      .split('\n')
      .flatMap((line, index) =>
        pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [],
      ),
  );
}
