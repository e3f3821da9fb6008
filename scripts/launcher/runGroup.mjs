import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { root } from './paths.mjs';
import { endGroup, signalGroup } from './processGroup.mjs';

const endGroupWithParent = fileURLToPath(
  new URL('./endGroupWithParent.cjs', import.meta.url),
);

/**
 * Runs a command to its end, or until it is asked to stop; it then takes all that it started
 * with it.
 *
 * @param {object} options
 * @param {string} options.command
 * @param {string[]} options.args
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {string} [options.cwd] the checkout by default
 * @param {boolean} [options.isNode] the command is Node, which also notices when the launcher
 *   is killed
 * @param {AbortSignal} options.stop
 * @param {(chunk: Buffer) => void} [options.onOutput] receives the output instead of the terminal
 * @returns {Promise<number>} its exit code
 */
export async function runGroup({
  command,
  args,
  env,
  cwd = root,
  isNode,
  stop,
  onOutput,
}) {
  stop.throwIfAborted();
  const output = onOutput ? 'pipe' : 'inherit';
  const child = spawn(
    command,
    isNode ? ['--require', endGroupWithParent, ...args] : args,
    {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', output, output, ...(isNode ? ['ipc'] : [])],
      // A group of its own, so that a tool that ignores Ctrl-C cannot leave others behind.
      detached: true,
    },
  );
  if (onOutput) {
    child.stdout.on('data', onOutput);
    child.stderr.on('data', onOutput);
  }
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', code => resolve(code ?? 1));
  });

  // Yarn ignores Ctrl-C and leaves it to what it runs, which may be deep in a build.
  const timers = [];
  const end = () => {
    signalGroup(child.pid, 'SIGINT');
    for (const [signal, delayMs] of Object.entries({
      SIGTERM: 3_000,
      SIGKILL: 8_000,
    })) {
      timers.push(setTimeout(() => signalGroup(child.pid, signal), delayMs));
    }
  };
  stop.addEventListener('abort', end, { once: true });
  try {
    const code = await ended;
    stop.throwIfAborted();
    return code;
  } finally {
    timers.forEach(clearTimeout);
    stop.removeEventListener('abort', end);
    if (child.pid) {
      await endGroup(child.pid, 5_000);
    }
  }
}
