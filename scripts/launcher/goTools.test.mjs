import assert from 'node:assert/strict';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { findGo } from './goTools.mjs';
import { root } from './paths.mjs';
import { copyLauncher } from './testing/copyLauncher.mjs';

const script = `
import { main } from './launcher/main.mjs';
import { prepareGoModules, prepareGoTools } from './launcher/goTools.mjs';
main(async context => {
  console.log(JSON.stringify(await CALL));
  return 0;
});
`;
const prepareTool = script.replace(
  'CALL',
  `prepareGoTools(context, ['kubeconform'])`,
);
const noGo = 'needs Go 1.21 or newer, which was not found';

const hasGo = Boolean(await findGo());

describe('goTools', () => {
  it('says that there is no Go', async test => {
    const { output, code } = await prepare(test, prepareTool, {
      GO: '/nowhere/go',
    });
    assert.equal(code, 0, output);
    assert.deepEqual(lastLine(output), { unavailable: noGo });
  });

  it('passes over a Go that is too old', async test => {
    const { output } = await prepare(test, prepareTool, {
      GO: await writeCommand('echo go1.20.3'),
    });
    assert.deepEqual(lastLine(output), { unavailable: noGo });
  });

  it(
    'says that modules are out of reach, and builds nothing',
    { skip: hasGo ? false : 'needs Go', timeout: 120_000 },
    async test => {
      const unreachable = {
        GOPROXY: 'http://127.0.0.1:9',
        GOMODCACHE: '/nowhere',
        GOTOOLCHAIN: 'local',
      };
      const expected = {
        unavailable: 'needs Go modules, and their proxy could not be reached',
      };
      const tool = await prepare(test, prepareTool, unreachable);
      assert.deepEqual(lastLine(tool.output), expected);
      assert.match(tool.output, /✗ Build kubeconform/);
      const modules = await prepare(
        test,
        script.replace(
          'CALL',
          `prepareGoModules(context, 'tools/crds', ['sigs.k8s.io/gateway-api'])`,
        ),
        unreachable,
      );
      assert.deepEqual(lastLine(modules.output), expected);
    },
  );

  it('does not hide a program that cannot be compiled', async test => {
    const { output, code } = await prepare(test, prepareTool, {
      GO: await writeCommand(
        '[ "$1" = env ] && echo go1.26.0 && exit 0; echo "main.go:1: broken" >&2; exit 1',
      ),
    });
    assert.equal(code, 1);
    assert.match(output, /'go-build-kubeconform' ended with code 1/);
  });

  async function prepare(test, source, env) {
    const checkout = await copyLauncher(test);
    await cp(join(root, 'tools'), join(checkout.root, 'tools'), {
      recursive: true,
    });
    return (await checkout.start(source, env)).ended();
  }
});

let count = 0;

async function writeCommand(body) {
  const folder = join(root, '.tools', 'test-results', 'go');
  await mkdir(folder, { recursive: true });
  count += 1;
  const file = join(folder, `go-${count}`);
  await writeFile(file, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  return file;
}

function lastLine(output) {
  return JSON.parse(output.trim().split('\n').at(-1));
}
