import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { copyLauncher, isRunning, untilTrue } from './testing/copyLauncher.mjs';

// A step that runs a tool which has started another one.
const step = `
import { main } from './launcher/main.mjs';
import { runCommand } from './launcher/runCommand.mjs';
const tool = "const { spawn } = require('node:child_process');" +
  "const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });" +
  "console.log('pids ' + process.pid + ' ' + child.pid);" +
  "setInterval(() => {}, 1000);";
main(({ progress, stop }) => progress.step('Build', async () => {
  await runCommand({
    name: 'build',
    command: process.execPath,
    args: ['-e', tool],
    isNode: true,
    stop,
    onLine: line => process.stdout.write(line + '\\n'),
  });
  return 0;
}));
`;

async function startStep(test) {
  const checkout = await copyLauncher(test);
  const script = await checkout.start(step);
  await script.until('pids');
  const pids = script
    .output()
    .match(/pids (\d+) (\d+)/)
    .slice(1)
    .map(Number);
  return { script, pids };
}

describe('a step of the launcher', () => {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ]) {
    it(`ends with all that it started on ${signal}`, async test => {
      const { script, pids } = await startStep(test);
      script.child.kill(signal);
      // npm passes on the signal that the terminal has sent already.
      script.child.kill(signal);
      const { code: exitCode, output } = await script.ended();
      assert.equal(exitCode, code);
      assert.match(output, /✗ Build \(\d+\.\d s\)\nStopped\.\n$/);
      await untilTrue(() => !pids.some(isRunning));
    });
  }

  it('ends by itself when the launcher is killed', async test => {
    const { script, pids } = await startStep(test);
    script.child.kill('SIGKILL');
    await untilTrue(() => !pids.some(isRunning));
  });

  it('shows the last lines of what failed, a cause and a mend', async test => {
    const checkout = await copyLauncher(test);
    const script = await checkout.start(`
      import { main } from './launcher/main.mjs';
      import { runCommand } from './launcher/runCommand.mjs';
      main(({ stop }) => runCommand({
        name: 'build',
        command: 'sh',
        args: ['-c', 'echo no such module; exit 7'],
        stop,
        explain: output => output.includes('module') ? 'Install the module.' : undefined,
      }));
    `);
    assert.deepEqual(await script.ended(), {
      code: 1,
      output:
        "\nno such module\n\n'build' ended with code 7. Install the module.\n",
    });
  });

  it('names a command that is not there', async test => {
    const checkout = await copyLauncher(test);
    const script = await checkout.start(`
      import { main } from './launcher/main.mjs';
      import { runCommand } from './launcher/runCommand.mjs';
      main(({ stop }) => runCommand({ name: 'npm', command: 'no-npm', args: [], stop }));
    `);
    assert.deepEqual(await script.ended(), {
      code: 1,
      output:
        "\n'no-npm' could not be started (spawn no-npm ENOENT). Install 'no-npm' and try again.\n",
    });
  });

  it('explains a folder that cannot be made', async test => {
    const checkout = await copyLauncher(test);
    const script = await checkout.start(`
      import { mkdir } from 'node:fs/promises';
      import { main } from './launcher/main.mjs';
      main(() => mkdir('/dev/null/data', { recursive: true }));
    `);
    assert.deepEqual(await script.ended(), {
      code: 1,
      output:
        "\nA part of '/dev/null/data' is a file where a folder is needed. Move the file away, or give another folder with --data.\n",
    });
  });
});
