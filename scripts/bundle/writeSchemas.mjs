import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pruneSchema } from './pruneSchema.mjs';

// Writes what the start needs to know of the configuration schema into the bundle in which it
// runs, so that no start has to collect and compile all of it.
const bundle = process.cwd();
const backend = join(bundle, 'packages', 'backend');
const require = createRequire(join(backend, 'package.json'));
const { loadConfigSchema } = require('@backstage/config-loader');

const folders = await Promise.all(
  ['packages', 'plugins'].map(async folder =>
    (
      await readdir(join(bundle, folder))
    ).map(name => join(bundle, folder, name, 'package.json')),
  ),
);
const names = await Promise.all(
  folders.flat().map(async file => JSON.parse(await readFile(file)).name),
);
const schema = await loadConfigSchema({ dependencies: names.sort() });
const { schemas, ...version } = schema.serialize();
await writeJson(
  join(backend, 'secret-schema.json'),
  pruneSchema(
    {
      ...version,
      schemas: schemas
        // A checkout around the bundle has packages too, which are not part of it.
        .filter(({ path }) => !path.startsWith('..'))
        // Files are read at the same time, and whichever is read first comes first.
        .sort((a, b) => (a.path < b.path ? -1 : 1)),
    },
    'secret',
  ),
);

const appSchema = join(
  bundle,
  'packages',
  'app',
  'dist',
  '.config-schema.json',
);
await writeJson(
  appSchema,
  pruneSchema(JSON.parse(await readFile(appSchema)), 'frontend'),
);

async function writeJson(file, value) {
  await writeFile(file, JSON.stringify(value));
}
