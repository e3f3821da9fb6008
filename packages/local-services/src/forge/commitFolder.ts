import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { GitProcesses } from './GitProcesses';

/** A commit of all files of a folder that its `.gitignore` does not exclude. */
export interface FolderCommit {
  sourceDir: string;
  message: string;
  author: { name: string; email: string };
}

/**
 * Makes a commit on the branch that HEAD names in a bare repository.
 *
 * @param parent - what HEAD names; the first commit has none
 * @returns whether the folder differs from the parent and was committed
 * @throws when HEAD names something else by now
 */
export async function commitFolder(options: {
  git: GitProcesses;
  gitDirectory: string;
  commit: FolderCommit;
  parent?: { sha: string; treeSha: string };
}): Promise<boolean> {
  const { git, gitDirectory, commit, parent } = options;
  const env = {
    GIT_DIR: gitDirectory,
    GIT_INDEX_FILE: path.join(gitDirectory, `index-${randomUUID()}`),
    GIT_AUTHOR_NAME: commit.author.name,
    GIT_AUTHOR_EMAIL: commit.author.email,
    GIT_COMMITTER_NAME: commit.author.name,
    GIT_COMMITTER_EMAIL: commit.author.email,
  };
  const run = async (args: string[], input?: string) =>
    (await git.run(args, { env, input })).toString().trim();
  const workTree = path.resolve(commit.sourceDir);
  try {
    await run([
      '-C',
      workTree,
      `--work-tree=${workTree}`,
      'add',
      '--all',
      '--',
      '.',
    ]);
    const treeSha = await run(['write-tree']);
    if (treeSha === parent?.treeSha) {
      return false;
    }
    const parents = parent ? ['-p', parent.sha] : [];
    const sha = await run(
      ['commit-tree', ...parents, '-F', '-', treeSha],
      commit.message,
    );
    // With the former value, a push that came in between is kept.
    await run(['update-ref', 'HEAD', sha, ...(parent ? [parent.sha] : [])]);
    return true;
  } finally {
    await rm(env.GIT_INDEX_FILE, { force: true });
  }
}
