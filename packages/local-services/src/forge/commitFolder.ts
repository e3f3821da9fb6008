import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { GitProcesses } from './GitProcesses';

/** The first commit of a repository: all files of a folder that its `.gitignore` does not exclude. */
export interface InitialCommit {
  sourceDir: string;
  message: string;
  author: { name: string; email: string };
}

/** Makes the first commit of a bare repository on the branch that HEAD names. */
export async function commitFolder(
  git: GitProcesses,
  gitDirectory: string,
  commit: InitialCommit,
): Promise<void> {
  const env = {
    GIT_DIR: gitDirectory,
    GIT_INDEX_FILE: path.join(gitDirectory, 'initial-index'),
    GIT_AUTHOR_NAME: commit.author.name,
    GIT_AUTHOR_EMAIL: commit.author.email,
    GIT_COMMITTER_NAME: commit.author.name,
    GIT_COMMITTER_EMAIL: commit.author.email,
  };
  const workTree = path.resolve(commit.sourceDir);
  await git.run(
    ['-C', workTree, `--work-tree=${workTree}`, 'add', '--all', '--', '.'],
    { env },
  );
  const tree = await git.run(['write-tree'], { env });
  const sha = await git.run(
    ['commit-tree', '-F', '-', tree.toString().trim()],
    { env, input: commit.message },
  );
  await git.run(['update-ref', 'HEAD', sha.toString().trim()], { env });
  await rm(env.GIT_INDEX_FILE);
}
