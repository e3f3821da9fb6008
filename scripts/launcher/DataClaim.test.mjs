import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { DataClaim, isHeld } from './DataClaim.mjs';
import { Progress } from './Progress.mjs';
import { copyLauncher } from './testing/copyLauncher.mjs';

const context = {
  progress: new Progress({ stream: new PassThrough() }),
  stop: new AbortController().signal,
};

async function makeData(test) {
  const data = await mkdtemp(join(tmpdir(), 'causeway-claim-'));
  test.after(() => rm(data, { recursive: true, force: true }));
  return data;
}

describe('DataClaim', () => {
  it('holds the data until it is released', async test => {
    const data = await makeData(test);
    assert.equal(await isHeld(data), false);
    const claim = await DataClaim.take(data, context);
    assert.equal(await isHeld(data), true);
    await assert.rejects(DataClaim.take(data, context), {
      name: 'Problem',
      message: `A portal already runs or starts on the data in '${data}' (process ${process.pid}). Use that one, stop it with Ctrl-C, or start another with --port <number> --data <folder>.`,
    });
    await claim.release();
    assert.equal(await isHeld(data), false);
    assert.equal(existsSync(join(data, 'running')), false);
    await DataClaim.take(data, context);
  });

  it('passes over a marker of before a power loss', async test => {
    const data = await makeData(test);
    const file = join(data, 'running');
    // The number now is another program's, which started at another time.
    await writeFile(
      file,
      JSON.stringify([{ pid: process.pid, birth: 'another boot 123' }]),
    );
    assert.equal(await isHeld(data), false);
    await DataClaim.take(data, context);
    assert.equal(JSON.parse(await readFile(file, 'utf8'))[0].pid, process.pid);
  });

  it('passes over a marker that was cut short', async test => {
    const data = await makeData(test);
    await writeFile(join(data, 'running'), '[{"pid": 12');
    await DataClaim.take(data, context);
    assert.equal(await isHeld(data), true);
  });

  it('waits for what a killed launcher had started', async test => {
    const data = await makeData(test);
    const service = spawn(process.execPath, [
      '-e',
      'setTimeout(() => {}, 1500)',
    ]);
    const ended = once(service, 'exit');
    const checkout = await copyLauncher(test);
    const launcher = await checkout.start(`
      import { DataClaim } from './launcher/DataClaim.mjs';
      const claim = await DataClaim.take(${JSON.stringify(data)}, {});
      await claim.add(${service.pid});
      console.log('claimed');
      setInterval(() => {}, 1000);
    `);
    await launcher.until('claimed');
    launcher.child.kill('SIGKILL');
    await launcher.ended();
    assert.equal(await isHeld(data), true);

    await DataClaim.take(data, context);

    await ended;
    const holders = JSON.parse(await readFile(join(data, 'running'), 'utf8'));
    assert.deepEqual(
      holders.map(({ pid }) => pid),
      [process.pid],
    );
  });
});
