import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fingerprint, isStamped, stamp } from './fingerprint.mjs';
import { root, tools } from './paths.mjs';
import { Problem } from './Problem.mjs';
import { runCommand } from './runCommand.mjs';

const execute = promisify(execFile);
const requirements = 'scripts/launcher/requirements.txt';
const venv = join(tools, 'python');

/**
 * Makes a Python environment with mkdocs. Without one the portal still runs, so a failure is
 * a reason to show on the docs page and no error.
 *
 * @param {import('./main.mjs').Context} context
 * @returns {Promise<{ bin: string } | { unavailable: string }>}
 */
export async function prepareDocs({ progress, stop }) {
  const bin = join(venv, 'bin');
  const wanted = await fingerprint([requirements], [root]);
  const isMade = existsSync(join(bin, 'mkdocs'));
  if (isMade && (await isStamped('docs', wanted)) && (await runs(bin))) {
    return { bin };
  }

  const python = await findPython();
  if (!python) {
    return warn(
      progress,
      'Docs cannot be generated: no Python 3.9 or newer was found. Install Python 3 and start the portal again.',
    );
  }

  try {
    await progress.step(
      'Make the Python environment for docs',
      async detail => {
        await rm(venv, { recursive: true, force: true });
        await runCommand({
          name: 'python-venv',
          command: python,
          args: ['-m', 'venv', venv],
          stop,
        });
        await runCommand({
          name: 'pip-install',
          command: join(bin, 'python'),
          args: [
            '-m',
            'pip',
            'install',
            '--disable-pip-version-check',
            // Five of each, pip's defaults, would hold up every start without a network.
            '--retries',
            '2',
            '--timeout',
            '10',
            '-r',
            join(root, requirements),
          ],
          stop,
          onLine: detail,
        });
      },
    );
  } catch (error) {
    if (!(error instanceof Problem)) {
      throw error;
    }
    await rm(venv, { recursive: true, force: true });
    return warn(progress, explain(error.output ?? ''));
  }
  await stamp('docs', wanted);
  return { bin };
}

function warn(progress, reason) {
  progress.say(`! ${reason}`);
  return { unavailable: reason };
}

function explain(output) {
  if (/ensurepip|No module named venv/.test(output)) {
    return 'Docs cannot be generated: this Python cannot make environments. Install its venv module (on Debian and Ubuntu the package python3-venv) and start the portal again.';
  }
  if (/No space left/.test(output)) {
    return 'Docs cannot be generated: the disk is full. Free some space and start the portal again.';
  }
  if (
    /No matching distribution|Connection|timed out|Temporary failure|resolve/i.test(
      output,
    )
  ) {
    return 'Docs cannot be generated: the Python package index could not be reached to install mkdocs-techdocs-core. Check the network and start the portal again.';
  }
  return 'Docs cannot be generated: mkdocs-techdocs-core could not be installed. The reason is in .tools/logs/pip-install.log; start the portal again once it is mended.';
}

// An upgrade of the system's Python leaves an environment behind that runs nothing.
async function runs(bin) {
  try {
    await execute(join(bin, 'python'), ['-c', 'import mkdocs, techdocs_core']);
    return true;
  } catch {
    return false;
  }
}

async function findPython() {
  for (const command of ['python3', 'python']) {
    try {
      await execute(command, [
        '-c',
        'import sys; sys.exit(sys.version_info < (3, 9))',
      ]);
      return command;
    } catch {
      // Not there or too old: the next name may be better.
    }
  }
  return undefined;
}
