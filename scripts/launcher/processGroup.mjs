import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Sends a signal to a process that leads a group, and to all that it started.
 *
 * @param {number} leader
 * @param {NodeJS.Signals | 0} signal
 * @returns {boolean} false when none of them is left
 */
export function signalGroup(leader, signal) {
  try {
    process.kill(-leader, signal);
    return true;
  } catch {
    // ESRCH; macOS says EPERM when only processes are left that ended already.
    return false;
  }
}

/**
 * Ends what a process left behind: asks with Ctrl-C's signal, by which PostgreSQL, Git and
 * Python end in order, and makes it after `graceMs`.
 *
 * @param {number} leader
 * @param {number} graceMs
 */
export async function endGroup(leader, graceMs) {
  if (!signalGroup(leader, 'SIGINT')) {
    return;
  }
  const deadline = Date.now() + graceMs;
  while (signalGroup(leader, 0)) {
    if (Date.now() > deadline) {
      signalGroup(leader, 'SIGKILL');
      return;
    }
    await sleep(50);
  }
}
