import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { root } from '../../scripts/launcher/paths.mjs';

const execute = promisify(execFile);

/**
 * Golden paths that have changed, and how: on a branch, since it left `main`, with what is not
 * committed; on `main` itself, in its last commit. `code` has to be built anew; with `shared` only
 * files of the parts that several have are new, which hold no code.
 *
 * @param {string[]} names
 * @returns {Promise<Map<string, 'code' | 'shared'>>}
 */
export async function findChanged(names) {
  const files = await listChangedFiles();
  const touches = folder =>
    files.some(file => file.startsWith(`templates/${folder}`));
  const changes = new Map();
  for (const name of names) {
    const { shared, own } = await listParts(name);
    if ([`${name}/`, ...own].some(touches)) {
      changes.set(name, 'code');
    } else if (shared.some(touches)) {
      changes.set(name, 'shared');
    }
  }
  return changes;
}

async function listChangedFiles() {
  const head = await git('rev-parse', 'HEAD');
  const bases = await Promise.all(
    ['origin/main', 'main'].map(branch => git('merge-base', 'HEAD', branch)),
  );
  // Without history, as in a shallow clone, only what is not committed has changed.
  const base =
    bases.find(commit => commit && commit !== head) ??
    (await git('rev-parse', '--verify', '--quiet', 'HEAD~1')) ??
    'HEAD';
  const [diff, untracked] = await Promise.all([
    git('diff', '--name-only', base, '--', 'templates'),
    git('ls-files', '--others', '--exclude-standard', '--', 'templates'),
  ]);
  return `${diff ?? ''}\n${untracked ?? ''}`.split('\n').filter(Boolean);
}

async function git(...args) {
  try {
    const { stdout } = await execute('git', args, { cwd: root });
    return stdout.trim() || undefined;
  } catch {
    // No repository, or no such branch or commit.
    return undefined;
  }
}

/**
 * Beginnings of the folders of its parts. Those that an expression chooses from are its own, in a
 * folder of their own because only one of them is taken.
 */
async function listParts(name) {
  const text = await readFile(
    join(root, 'templates', name, 'template.yaml'),
    'utf8',
  );
  const step = parse(text).spec.steps.find(
    ({ action }) => action === 'golden-path:fetch',
  );
  const parts = step?.input.parts ?? [];
  return {
    shared: parts
      .filter(part => !part.includes('${{'))
      .map(part => `shared/${part}/`),
    own: parts
      .filter(part => part.includes('${{'))
      .map(part => `shared/${part.slice(0, part.indexOf('${{'))}`),
  };
}
