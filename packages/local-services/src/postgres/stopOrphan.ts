import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ServiceUnavailableError, isError } from '@backstage/errors';

const execute = promisify(execFile);

/**
 * Stops a server that an earlier start left behind because its parent was killed, and removes
 * a lock file whose process is gone.
 *
 * @remarks
 * After a reboot the number in the lock file may belong to any program, and PostgreSQL would
 * then refuse to start.
 */
export async function stopOrphan(dataDir: string): Promise<void> {
  const lockFile = join(dataDir, 'postmaster.pid');
  const lock = await readFile(lockFile, 'utf8').catch(() => undefined);
  const pid = Number.parseInt(lock ?? '', 10);
  if (!Number.isInteger(pid)) {
    return;
  }
  const isOrphan = await isServer(pid, dataDir);
  if (isOrphan === undefined) {
    // Nothing tells whose process it is: PostgreSQL's own check decides.
    return;
  }
  if (!isOrphan) {
    await rm(lockFile, { force: true });
    return;
  }
  process.kill(pid, 'SIGINT');
  for (let waited = 0; waited < 100; waited += 1) {
    if (!(await isServer(pid, dataDir))) {
      return;
    }
    await sleep(100);
  }
  throw new ServiceUnavailableError(
    `PostgreSQL of an earlier start (process ${pid}) still uses '${dataDir}'. End it with 'kill -INT ${pid}' and try again.`,
  );
}

// By its command line, which a process that ended but was not yet reaped no longer has.
async function isServer(
  pid: number,
  dataDir: string,
): Promise<boolean | undefined> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (isError(error) && error.code === 'ESRCH') {
      return false;
    }
  }
  const command = await readCommand(pid);
  return command?.includes(`postgres -D ${dataDir} `);
}

async function readCommand(pid: number): Promise<string | undefined> {
  try {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8');
    return command.replaceAll('\0', ' ');
  } catch {
    // No /proc, as on macOS.
  }
  try {
    const args = ['-o', 'command=', '-p', String(pid)];
    return (await execute('ps', args)).stdout;
  } catch {
    return undefined;
  }
}
