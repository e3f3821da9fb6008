import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { root } from '../../scripts/launcher/paths.mjs';

const execute = promisify(execFile);

/**
 * Golden paths that have changed: on a branch, since it left `main`, with what is not committed;
 * on `main` itself, in its last commit. A golden path changes with its folder and with each shared
 * part that it names.
 *
 * @param {string[]} names
 * @returns {Promise<Set<string>>}
 */
export async function findChanged(names) {
  const files = await listChangedFiles();
  const changed = await Promise.all(
    names.map(async name => {
      const folders = [`${name}/`, ...(await listParts(name))].map(
        folder => `templates/${folder}`,
      );
      return files.some(file =>
        folders.some(folder => file.startsWith(folder)),
      );
    }),
  );
  return new Set(names.filter((_, index) => changed[index]));
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

/** Beginnings of the folders of its parts: an expression may decide between several. */
async function listParts(name) {
  const text = await readFile(
    join(root, 'templates', name, 'template.yaml'),
    'utf8',
  );
  const step = parse(text).spec.steps.find(
    ({ action }) => action === 'golden-path:fetch',
  );
  return (step?.input.parts ?? []).map(part =>
    part.includes('${{')
      ? `shared/${part.slice(0, part.indexOf('${{'))}`
      : `shared/${part}/`,
  );
}
