import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { root } from './launcher/paths.mjs';

const page = 'docs/operations/configuration.md';

/** `config.getOptionalString('causeway.…')`, of a part of the configuration that is ours. */
const readingOfKey =
  /\bconfig(?:Api)?\s*\.(?:get|has)\w*\(\s*['"`]((?:app\.signIn|causeway|featureFlags|goldenPaths|permission\.rbac|scorecard)\.[\w.-]+)['"`]/g;

describe(page, () => {
  let documented;
  let declared;

  before(async () => {
    const text = await readFile(join(root, page), 'utf8');
    const start = text.indexOf("## Causeway's own keys");
    const end = text.indexOf('\n## ', start + 1);
    documented = [...text.slice(start, end).matchAll(/^\| `([^`]+)`/gm)].map(
      ([, key]) => key,
    );
    declared = await listDeclaredKeys();
  });

  it('has a line for each key in a schema of a package, and for no other', () => {
    assert(declared.length > 50, `only ${declared.length} keys were read`);
    assert.deepEqual(
      [...documented].sort(),
      declared,
      `Say in ${page} what each key means and what its default is`,
    );
  });

  it('has a line for each key that the code reads', async () => {
    const read = new Set();
    for await (const file of glob('{packages,plugins}/*/src/**/*.{ts,tsx}', {
      cwd: root,
    })) {
      const code = await readFile(join(root, file), 'utf8');
      for (const [, key] of code.matchAll(readingOfKey)) {
        read.add(key);
      }
    }
    assert(read.size > 15, `only ${read.size} keys were found in the code`);
    const withoutEntries = documented.map(key => key.replaceAll('[]', ''));
    assert.deepEqual(
      [...read].filter(
        key =>
          !withoutEntries.some(
            each => each === key || each.startsWith(`${key}.`),
          ),
      ),
      [],
    );
  });

  it('says for each key what it means', async () => {
    const text = await readFile(join(root, page), 'utf8');
    for (const key of documented) {
      const line = text
        .split('\n')
        .find(each => each.startsWith(`| \`${key}\``));
      const [meaning] = line.split('|').slice(-2);
      assert(meaning.trim(), `No meaning of '${key}'`);
    }
  });
});

/** What is read as one value, although its schema is an object. */
const isValue = properties =>
  'milliseconds' in properties ||
  ('frequency' in properties && 'timeout' in properties);

/** The keys in the configuration schemas of the packages of this repository. */
async function listDeclaredKeys() {
  // Takes a second to load, and this test alone needs it.
  const { loadConfigSchema } = await import('@backstage/config-loader');
  const packagePaths = [];
  const names = new Set();
  for await (const file of glob('{packages,plugins}/*/package.json', {
    cwd: root,
  })) {
    const path = join(root, file);
    const { configSchema, name } = JSON.parse(await readFile(path, 'utf8'));
    if (configSchema) {
      packagePaths.push(path);
      names.add(name);
    }
  }
  const schema = await loadConfigSchema({ dependencies: [], packagePaths });
  const keys = new Set();
  for (const { packageName, value } of schema.serialize().schemas) {
    if (names.has(packageName)) {
      collectKeys(value, '', keys);
    }
  }
  return [...keys].sort();
}

function collectKeys(node, path, keys) {
  const shape = node.items ?? node;
  const properties = shape.properties ?? {};
  const names = Object.keys(properties);
  if (names.length === 0 || isValue(properties)) {
    keys.add(path);
    return;
  }
  const prefix = node.items ? `${path}[]` : path;
  for (const name of names) {
    collectKeys(properties[name], prefix ? `${prefix}.${name}` : name, keys);
  }
}
