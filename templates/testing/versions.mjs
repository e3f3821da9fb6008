import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../scripts/launcher/paths.mjs';
import { listFiles } from './files.mjs';

const file = join(root, 'templates', 'versions.json');

/**
 * A template's version is what a repository records, and what the portal compares: it has to change
 * whenever that which is rendered changes. `versions.json` remembers both.
 */
export async function checkVersion(repository, title) {
  const { template, version } = repository;
  const known = JSON.parse(await readFile(file, 'utf8'))[template];
  const digest = await digestOf(repository);
  if (known?.digests[title] === digest && known.version === version) {
    return;
  }
  assert.fail(
    known?.version === version
      ? `What '${template}' renders has changed, and its version is still ${version}. Raise it: yarn templates version ${template} patch`
      : `templates/versions.json does not know version ${version} of '${template}'. Write it: yarn templates version ${template}`,
  );
}

/** A digest of all that is rendered, without what differs from run to run. */
export async function digestOf({ folder, forge }) {
  const hash = createHash('sha256');
  for (const path of await listFiles(folder)) {
    if (isRendered(path)) {
      const text = await readFile(join(folder, path), 'utf8');
      hash.update(`${path}\0${text.replaceAll(forge, 'forge.example')}\0`);
    }
  }
  return hash.digest('hex').slice(0, 32);
}

/** Not the record, whose order of keys is no part of the golden path, and nothing that was built. */
function isRendered(path) {
  return (
    path !== '.golden-path.yaml' &&
    !/^(node_modules|dist|site|bin|\.venv)\//.test(path)
  );
}

/** @param {Record<string, { version: string, digests: Record<string, string> }>} versions */
export async function writeVersions(versions) {
  const known = JSON.parse(await readFile(file, 'utf8').catch(() => '{}'));
  const sorted = Object.fromEntries(
    Object.entries({ ...known, ...versions }).sort(([a], [b]) =>
      a.localeCompare(b),
    ),
  );
  await writeFile(file, `${JSON.stringify(sorted, null, 2)}\n`);
}
