import { glob } from 'node:fs/promises';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { join } from 'node:path';
import { root } from '../launcher/paths.mjs';

/**
 * Tests of what is not a package: the launcher, the repository, the templates.
 *
 * @param {{ tally: import('./Tally.mjs').Tally }} options
 */
export async function runNodeTests({ tally }) {
  process.stdout.write('\n== launcher, repository and template tests\n');
  const files = [];
  for await (const file of glob(
    ['scripts/**/*.test.mjs', 'templates/**/*.test.mjs'],
    { cwd: root },
  )) {
    files.push(join(root, file));
  }
  const stream = run({ files, concurrency: 1 });
  const finished = new Promise((resolve, reject) => {
    stream.on('test:pass', ({ name, skip, details, nesting }) => {
      if (details.type === 'suite' || isFile(name, nesting)) {
        return;
      }
      if (skip === undefined || skip === false) {
        tally.pass();
      } else {
        tally.skip(name, String(skip));
      }
    });
    stream.on('test:fail', ({ name, details }) => {
      if (details.type !== 'suite') {
        tally.fail(name);
      }
    });
    stream.on('end', resolve);
    stream.on('error', reject);
  });
  stream.compose(new spec()).pipe(process.stdout, { end: false });
  await finished;
}

function isFile(name, nesting) {
  return nesting === 0 && name.endsWith('.test.mjs');
}
