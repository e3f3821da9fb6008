import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Problem } from './Problem.mjs';

const execute = promisify(execFile);

/**
 * Says in `running`, inside the data folder, which processes use the data: first the
 * launcher, then what it started.
 */
export class DataClaim {
  #file;
  #holders = [];

  /**
   * Claims a data folder for this process.
   *
   * @param {string} data
   * @param {import('./main.mjs').Context} context
   * @throws {Problem} when a portal runs on it
   */
  static async take(data, { progress, stop }) {
    await mkdir(data, { recursive: true });
    const claim = new DataClaim(join(data, 'running'));
    const [first] = await readHolders(claim.#file);
    if (first && (await isAlive(first))) {
      throw alreadyRunning(data, first.pid);
    }
    // The launcher was killed: what it started stops by itself within seconds.
    if (await isHeld(data)) {
      await progress.step('Wait for the portal that was killed', () =>
        untilReleased(data, stop),
      );
    }
    await rm(claim.#file, { force: true });
    await claim.add(process.pid, 'wx').catch(error => {
      throw error.code === 'EEXIST' ? alreadyRunning(data) : error;
    });
    return claim;
  }

  constructor(file) {
    this.#file = file;
  }

  /** @param {number} pid a further process that uses the data */
  async add(pid, flag = 'w') {
    this.#holders.push({ pid, birth: await readBirth(pid) });
    await writeFile(this.#file, JSON.stringify(this.#holders), { flag });
  }

  async release() {
    await rm(this.#file, { force: true });
  }
}

/** @param {string} data whether a process that claimed this folder still runs */
export async function isHeld(data) {
  for (const holder of await readHolders(join(data, 'running'))) {
    if (await isAlive(holder)) {
      return true;
    }
  }
  return false;
}

async function untilReleased(data, stop) {
  const deadline = Date.now() + 45_000;
  while (await isHeld(data)) {
    if (Date.now() > deadline) {
      throw new Problem(
        `Processes of a portal that was killed still use '${data}'.`,
        `Their numbers are in '${join(
          data,
          'running',
        )}': end them with kill and try again.`,
      );
    }
    await sleep(200, undefined, { signal: stop }).catch(() => {
      stop.throwIfAborted();
    });
  }
}

function alreadyRunning(data, pid) {
  return new Problem(
    `A portal already runs or starts on the data in '${data}'${
      pid ? ` (process ${pid})` : ''
    }.`,
    'Use that one, stop it with Ctrl-C, or start another with --port <number> --data <folder>.',
  );
}

async function readHolders(file) {
  try {
    const holders = JSON.parse(await readFile(file, 'utf8'));
    return Array.isArray(holders) ? holders : [];
  } catch (error) {
    // Missing, or cut short by a power loss.
    if (error.code === 'ENOENT' || error instanceof SyntaxError) {
      return [];
    }
    throw error;
  }
}

async function isAlive({ pid, birth }) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code === 'ESRCH') {
      return false;
    }
  }
  // After a reboot the number may belong to another program, which started at another time.
  return (await readBirth(pid)) === birth;
}

async function readBirth(pid) {
  try {
    const [boot, stat] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      readFile(`/proc/${pid}/stat`, 'utf8'),
    ]);
    // Field 22, counted from behind the name in brackets, which may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A process that ended and was not reaped uses nothing.
    return fields[0] === 'Z' ? 'ended' : `${boot.trim()} ${fields[19]}`;
  } catch {
    // No /proc, as on macOS.
  }
  try {
    const { stdout } = await execute(
      'ps',
      ['-o', 'lstart=', '-p', String(pid)],
      { env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } },
    );
    return stdout.trim();
  } catch {
    return 'unknown';
  }
}
