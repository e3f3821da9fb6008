import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ManagedProcess } from './ManagedProcess.mjs';
import { copyLauncher, isRunning, untilTrue } from './testing/copyLauncher.mjs';

// A service that notes what happens to it, and a process that it starts.
const service = `
const { appendFileSync } = require('node:fs');
const { spawn } = require('node:child_process');
const note = text => appendFileSync(process.env.NOTES, text + '\\n');
const helper = spawn(process.execPath, ['-e', process.env.HELPER], { stdio: 'ignore' });
note('helper ' + helper.pid);
note('service ' + process.pid);
process.on('SIGTERM', () => {
  note('asked to stop');
  process.stdout.write('stopping\\n');
  if (process.env.STUBBORN !== 'true') {
    setTimeout(() => { note('stopped'); process.exit(3); }, 100);
  }
});
process.on('uncaughtException', error => note('uncaught ' + error.code));
console.log('listening');
setInterval(() => {}, 1000);
`;
const obedientHelper = 'setInterval(() => {}, 1000)';
const stubbornHelper =
  "process.on('SIGINT', () => {}); process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)";

async function start(test, env) {
  const folder = await mkdtemp(join(tmpdir(), 'causeway-managed-'));
  test.after(() => rm(folder, { recursive: true, force: true }));
  const notesFile = join(folder, 'notes');
  await writeFile(join(folder, 'service.cjs'), service);
  const logFile = join(folder, 'logs', 'service.log');
  const managed = await ManagedProcess.start({
    node: process.execPath,
    args: [join(folder, 'service.cjs')],
    env: { NOTES: notesFile, HELPER: obedientHelper, ...env },
    cwd: folder,
    logFile,
  });
  test.after(() => managed.stop(0));
  await untilTrue(() => managed.tail.includes('listening'));
  const notes = () => readFile(notesFile, 'utf8');
  const [, helper] = (await notes()).match(/helper (\d+)/);
  return { managed, notes, helper: Number(helper), logFile };
}

describe('ManagedProcess', () => {
  it('asks the process to stop and ends what it left behind', async test => {
    const { managed, notes, helper, logFile } = await start(test, {});
    assert.equal(managed.isRunning, true);
    await managed.stop();
    assert.match(await notes(), /asked to stop\nstopped\n$/);
    assert.equal(await managed.ended, 3);
    assert.equal(managed.isRunning, false);
    await untilTrue(() => !isRunning(helper));
    assert.equal(await readFile(logFile, 'utf8'), 'listening\nstopping\n');
  });

  it('makes a process stop that does not want to', async test => {
    const { managed, notes, helper } = await start(test, { STUBBORN: 'true' });
    await managed.stop(300);
    assert.match(await notes(), /asked to stop\n$/);
    assert.equal(await managed.ended, 1);
    await untilTrue(() => !isRunning(helper));
  });

  it('ends what a process left behind that ended by itself', async test => {
    const { managed, helper } = await start(test, {});
    process.kill(managed.pid, 'SIGKILL');
    assert.equal(await managed.ended, 1);
    assert.equal(isRunning(helper), true);
    await managed.stop();
    await untilTrue(() => !isRunning(helper));
  });

  it('kills what ignores every request', async test => {
    const { managed, helper } = await start(test, { HELPER: stubbornHelper });
    await managed.stop(5000, 300);
    await untilTrue(() => !isRunning(helper));
  });

  it('says so when the command cannot be started', async test => {
    const folder = await mkdtemp(join(tmpdir(), 'causeway-managed-'));
    test.after(() => rm(folder, { recursive: true, force: true }));
    const managed = await ManagedProcess.start({
      node: join(folder, 'no-node'),
      args: [],
      env: {},
      cwd: folder,
      logFile: join(folder, 'service.log'),
    });
    assert.equal(await managed.ended, 1);
    assert.equal(managed.isRunning, false);
    assert.match(managed.tail, /no-node ENOENT/);
    await managed.stop();
  });

  it('stops in order when its parent is killed', async test => {
    const checkout = await copyLauncher(test);
    const notesFile = join(checkout.root, 'notes');
    await writeFile(join(checkout.root, 'service.cjs'), service);
    const parent = await checkout.start(
      `
      import { ManagedProcess } from './launcher/ManagedProcess.mjs';
      const managed = await ManagedProcess.start({
        node: process.execPath,
        args: ['service.cjs'],
        env: {},
        cwd: ${JSON.stringify(checkout.root)},
        logFile: ${JSON.stringify(join(checkout.root, 'service.log'))},
        isVerbose: true,
      });
      await managed.ended;
      `,
      { NOTES: notesFile, HELPER: 'setTimeout(() => {}, 2000)' },
    );
    await parent.until('listening');
    parent.child.kill('SIGKILL');
    await untilTrue(async () =>
      (await readFile(notesFile, 'utf8')).endsWith('stopped\n'),
    );
    const notes = await readFile(notesFile, 'utf8');
    // Backstage logs such an error, fails to, and would go round in circles.
    assert.doesNotMatch(notes, /uncaught/);
    const [, pid] = notes.match(/service (\d+)/);
    await untilTrue(() => !isRunning(Number(pid)));
  });
});
