import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { bundleSources } from '../launcher/buildBundle.mjs';
import { root } from '../launcher/paths.mjs';
import { Progress } from '../launcher/Progress.mjs';
import { stages } from './stages.mjs';
import { prepareHadolint } from './testing/prepareHadolint.mjs';
import { compileCache, nodeOptions } from './warmCompileCache.mjs';

const execute = promisify(execFile);
const { hadolint, unavailable } = await prepareHadolint({
  progress: new Progress(),
  stop: new AbortController().signal,
});
const dockerfile = await readFile(join(root, 'Dockerfile'), 'utf8');
// One line an instruction.
const instructions = dockerfile
  .replaceAll('\\\n', ' ')
  .split('\n')
  .filter(line => /^[A-Z]+ /.test(line))
  .map(line => line.replace(/ +/g, ' '));

describe('the Dockerfile', () => {
  it('is what a linter expects', { skip: unavailable ?? false }, async () => {
    const { stdout } = await execute(
      hadolint,
      ['--no-color', '--failure-threshold', 'style', 'Dockerfile'],
      { cwd: root },
    );
    assert.equal(stdout, '');
  });

  it('runs all stages that `npm run bundle` runs, in their order', () => {
    const ran = instructions.flatMap(
      line => line.match(/^RUN .*--output \/app --stage (\w+)$/)?.[1] ?? [],
    );
    assert.deepEqual(ran, Object.keys(stages));
  });

  it('takes from its stages what they make, and starts it where they made it', () => {
    assert.ok(
      instructions.includes('COPY --from=build --chown=0:0 /app /app'),
      instructions.join('\n'),
    );
    assert.ok(instructions.includes('WORKDIR /app'));
    assert.match(
      dockerfile,
      new RegExp(`NODE_COMPILE_CACHE=/app/\\${compileCache}\\b`),
    );
    assert.ok(dockerfile.includes(`NODE_OPTIONS=${nodeOptions}\n`));
    assert.ok(instructions.includes('USER 10001:10001'));
    const [, command] = dockerfile.match(/^CMD (.*)$/m);
    assert.deepEqual(JSON.parse(command), [
      ...['node', 'packages/backend'],
      ...['--config', 'app-config.yaml'],
      ...['--config', 'app-config.production.yaml'],
    ]);
  });

  it('leaves nothing out of its context that a stage reads', async () => {
    const ignored = (await readFile(join(root, '.dockerignore'), 'utf8'))
      .split('\n')
      .filter(Boolean);
    const read = [
      ...bundleSources,
      'scripts/bundle.mjs',
      'scripts/bundle',
      'scripts/launcher',
      'app-config.production.yaml',
    ];
    const hides = (pattern, path) =>
      `${path}/`.startsWith(`${pattern.replace(/^\*\*\//, '')}/`);
    assert.deepEqual(
      read.filter(path => ignored.some(pattern => hides(pattern, path))),
      [],
    );
  });
});
