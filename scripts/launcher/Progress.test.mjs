import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { Progress } from './Progress.mjs';

describe('Progress', () => {
  const saved = { CI: process.env.CI, TERM: process.env.TERM };
  beforeEach(() => {
    delete process.env.CI;
    process.env.TERM = 'xterm';
  });
  afterEach(() => {
    for (const [name, value] of Object.entries(saved)) {
      if (value === undefined) {
        delete process.env[name];
      } else {
        process.env[name] = value;
      }
    }
  });

  function record({ isTTY, columns }) {
    const stream = Object.assign(new PassThrough(), { isTTY, columns });
    stream.setEncoding('utf8');
    return { progress: new Progress({ stream }), text: () => stream.read() };
  }

  it('prints a line before and after a step where there is no terminal', async () => {
    const { progress, text } = record({ isTTY: false });
    const result = await progress.step('Build', async detail => {
      detail('half way');
      return { note: '3 files' };
    });
    assert.deepEqual(result, { note: '3 files' });
    assert.match(text(), /^… Build\n✓ Build \(\d+\.\d s\): 3 files\n$/);
  });

  it('shows the newest detail on a line that fits the terminal', async () => {
    const { progress, text } = record({ isTTY: true, columns: 30 });
    await progress.step('Build', async detail => {
      detail('compiling a file with a very long name');
      await sleep(250);
    });
    const frames = text().split('\r\x1b[2K');
    const live = frames.filter(frame => frame.includes('compiling'));
    assert(live.length > 0);
    for (const frame of live) {
      assert.equal(frame.length, 29);
    }
    assert.match(frames.at(-1), /^✓ Build \(0\.\d s\)\n$/);
  });

  it('marks a step that failed and passes its error on', async () => {
    const { progress, text } = record({ isTTY: false });
    const error = new Error('no');
    await assert.rejects(
      progress.step('Build', async () => {
        throw error;
      }),
      error,
    );
    assert.match(text(), /✗ Build \(\d+\.\d s\)\n$/);
  });

  for (const [name, value] of [
    ['CI', 'true'],
    ['TERM', 'dumb'],
  ]) {
    it(`keeps to plain lines with ${name}=${value}`, async () => {
      process.env[name] = value;
      const { progress, text } = record({ isTTY: true, columns: 80 });
      await progress.step('Build', () => sleep(150));
      assert.match(text(), /^… Build\n✓ Build \(\d+\.\d s\)\n$/);
    });
  }
});
