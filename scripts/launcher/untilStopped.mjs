/**
 * Waits for Ctrl-C, a request to stop, or the end of one of the processes.
 *
 * @param {import('./ManagedProcess.mjs').ManagedProcess[]} processes
 * @returns {Promise<{ failed?: import('./ManagedProcess.mjs').ManagedProcess }>}
 */
export function untilStopped(processes) {
  return new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(signal, () => resolve({}));
    }
    for (const managed of processes) {
      managed.ended.then(() => resolve({ failed: managed }));
    }
  });
}
