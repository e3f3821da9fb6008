import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const launcher = fileURLToPath(new URL('..', import.meta.url));

/**
 * A checkout that holds nothing but the launcher, so that what it makes in `.tools` is the
 * test's own.
 *
 * @param {import('node:test').TestContext} test removes it at its end
 */
export async function copyLauncher(test) {
  const root = await mkdtemp(join(tmpdir(), 'causeway-launcher-'));
  test.after(() => rm(root, { recursive: true, force: true }));
  await cp(launcher, join(root, 'scripts', 'launcher'), { recursive: true });
  return {
    root,

    /**
     * Runs a script beside the launcher's own.
     *
     * @param {string} source
     * @param {NodeJS.ProcessEnv} [env]
     */
    async start(source, env) {
      const file = join(root, 'scripts', 'script.mjs');
      await writeFile(file, source);
      const child = spawn(process.execPath, [file], {
        env: { ...process.env, CI: 'true', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', text => {
          output += text;
        });
      }
      const ended = once(child, 'close');
      test.after(() => child.kill('SIGKILL'));
      return {
        child,
        output: () => output,
        ended: async () => {
          const [code] = await ended;
          return { code, output };
        },
        until: text => untilTrue(() => output.includes(text)),
      };
    },
  };
}

/** @param {() => boolean | Promise<boolean>} condition */
export async function untilTrue(condition) {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    if (await condition()) {
      return;
    }
    await sleep(50);
  }
  throw new Error(`It did not come true within 20 seconds: ${condition}`);
}

/** @param {number} pid */
export function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
