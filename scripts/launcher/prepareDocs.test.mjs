import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { copyLauncher } from './testing/copyLauncher.mjs';

const script = `
import { main } from './launcher/main.mjs';
import { prepareDocs } from './launcher/prepareDocs.mjs';
main(async context => {
  console.log(JSON.stringify(await prepareDocs(context)));
  return 0;
});
`;
const noPython =
  'Docs cannot be generated: no Python 3.9 or newer was found. Install Python 3 and start the portal again.';

async function prepare(test, env, arrange = async () => {}) {
  const checkout = await copyLauncher(test);
  await arrange(checkout.root);
  const { code, output } = await (
    await checkout.start(script, env(checkout.root))
  ).ended();
  assert.equal(code, 0, output);
  return {
    output,
    result: JSON.parse(output.trim().split('\n').at(-1)),
    hasVenv: existsSync(join(checkout.root, '.tools', 'python')),
  };
}

describe('prepareDocs', () => {
  it('says that there is no Python', async test => {
    const { result, output } = await prepare(test, root => ({
      PATH: join(root, 'empty'),
    }));
    assert.deepEqual(result, { unavailable: noPython });
    assert.match(output, /^! Docs cannot be generated: no Python/);
  });

  it('passes over a Python that is too old', async test => {
    const { result } = await prepare(
      test,
      root => ({ PATH: join(root, 'bin') }),
      root => writeCommand(root, 'python3', 'exit 1'),
    );
    assert.deepEqual(result, { unavailable: noPython });
  });

  it('says which package makes environments possible', async test => {
    const { result } = await prepare(
      test,
      root => ({ PATH: `${join(root, 'bin')}:${process.env.PATH}` }),
      root =>
        writeCommand(
          root,
          'python3',
          `[ "$1" = -c ] && exit 0
echo 'The virtual environment was not created successfully because ensurepip is not available.'
exit 1`,
        ),
    );
    assert.deepEqual(result, {
      unavailable:
        'Docs cannot be generated: this Python cannot make environments. Install its venv module (on Debian and Ubuntu the package python3-venv) and start the portal again.',
    });
  });

  it(
    'says that the package index is out of reach, and leaves no half environment',
    { skip: findPythonNeed(), timeout: 120_000 },
    async test => {
      const port = await findClosedPort();
      const { result, output, hasVenv } = await prepare(test, () => ({
        PIP_INDEX_URL: `http://127.0.0.1:${port}/simple`,
        PIP_EXTRA_INDEX_URL: '',
        PIP_CONFIG_FILE: '/dev/null',
        PIP_NO_CACHE_DIR: '1',
      }));
      assert.deepEqual(result, {
        unavailable:
          'Docs cannot be generated: the Python package index could not be reached to install mkdocs-techdocs-core. Check the network and start the portal again.',
      });
      assert.match(output, /✗ Make the Python environment for docs/);
      assert.equal(hasVenv, false);
    },
  );
});

async function writeCommand(root, name, body) {
  await mkdir(join(root, 'bin'));
  const file = join(root, 'bin', name);
  await writeFile(file, `#!/bin/sh\n${body}\n`);
  await chmod(file, 0o755);
}

function findPythonNeed() {
  try {
    execFileSync('python3', ['-c', 'import venv, ensurepip'], {
      stdio: 'ignore',
    });
    return false;
  } catch {
    return 'needs Python 3 with its venv module';
  }
}

async function findClosedPort() {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
