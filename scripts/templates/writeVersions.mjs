import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MinimalPortal } from '../../templates/testing/MinimalPortal.mjs';
import { parameterSets } from '../../templates/testing/parameterSets.mjs';
import { digestOf, writeVersions } from '../../templates/testing/versions.mjs';
import { root } from '../launcher/paths.mjs';

// Raises the version of a golden path where its template and its skeleton name it, and writes what
// every golden path renders now to templates/versions.json.
const steps = ['major', 'minor', 'patch'];
const [name, step] = process.argv.slice(2);

if (name && steps.includes(step)) {
  process.stdout.write(`${name} ${await raise(name, step)}\n`);
}
const portal = await MinimalPortal.start();
try {
  const versions = {};
  for (const template of Object.keys(parameterSets)) {
    versions[template] = await describe(template);
  }
  await writeVersions(versions);
} finally {
  await portal.stop();
}

async function raise(template, part) {
  const files = ['template.yaml', 'skeleton/catalog-info.yaml'].map(file =>
    join(root, 'templates', template, file),
  );
  const pattern = /(?<=causeway\.io\/template-version: )\d+\.\d+\.\d+/;
  const [version] = pattern.exec(await readFile(files[0], 'utf8'));
  const numbers = version.split('.').map(Number);
  const index = steps.indexOf(part);
  const next = numbers
    .map((number, at) => (at > index ? 0 : number + Number(at === index)))
    .join('.');
  for (const file of files) {
    await writeFile(
      file,
      (await readFile(file, 'utf8')).replace(pattern, next),
    );
  }
  return next;
}

async function describe(template) {
  const digests = {};
  let version;
  for (const [title, values] of Object.entries(parameterSets[template])) {
    if (title.startsWith('smallest')) {
      const { status, log, refusals } = await portal.scaffold(template, values);
      if (status !== 'completed') {
        throw new Error(log ?? JSON.stringify(refusals));
      }
      const folder = await portal.clone(values.name);
      digests[title] = await digestOf({ folder, forge: portal.forgeHost });
      const entity = await readFile(join(folder, 'catalog-info.yaml'), 'utf8');
      [, version] = /template-version: (\S+)/.exec(entity);
    }
  }
  return { version, digests };
}
