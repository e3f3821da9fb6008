import { Git } from '../git/Git';
import type {
  HostedRepository,
  RepositoryHost,
} from '@causeway/plugin-golden-paths-node';

/** How a repository stands to the files that are to be its first commit. */
export type RepositoryState = 'empty' | 'same' | 'different';

/** The files of a workspace as git sees them, for comparison with a repository. */
export class WorkspaceSnapshot {
  readonly #git: Git;
  readonly #tree: string;

  /** @param options - `folder` is empty and holds what git needs */
  static async create(options: {
    workspace: string;
    folder: string;
    author: { name: string; email: string };
    host: RepositoryHost;
    repository: HostedRepository;
  }): Promise<WorkspaceSnapshot> {
    const { workspace, folder, author, host, repository } = options;
    const git = await Git.initialise({ folder, author, host, repository });
    const withFiles = ['--git-dir=.', `--work-tree=${workspace}`];
    await git.run([...withFiles, 'add', '--all']);
    const tree = await git.run([...withFiles, 'write-tree']);
    return new WorkspaceSnapshot(git, tree.trim());
  }

  private constructor(git: Git, tree: string) {
    this.#git = git;
    this.#tree = tree;
  }

  /** Whether a repository has nothing, exactly these files in one commit, or anything else. */
  async compare(repository: HostedRepository): Promise<RepositoryState> {
    const refs = await this.#git.run(['ls-remote', repository.cloneUrl]);
    if (refs.trim() === '') {
      return 'empty';
    }
    // Of an older history, two commits are enough to see that it is one.
    await this.#git.run([
      'fetch',
      '--quiet',
      '--depth=2',
      repository.cloneUrl,
      'HEAD',
    ]);
    const commits = await this.#git.run(['rev-list', '--count', 'FETCH_HEAD']);
    const tree = await this.#git.run(['rev-parse', 'FETCH_HEAD^{tree}']);
    return commits.trim() === '1' && tree.trim() === this.#tree
      ? 'same'
      : 'different';
  }

  /** Makes the files the first commit of an empty repository. */
  async push(
    repository: HostedRepository,
    options: { branch: string; message: string },
  ): Promise<void> {
    const commit = await this.#git.run(['commit-tree', this.#tree], {
      input: options.message,
    });
    await this.#git.run([
      'push',
      '--quiet',
      repository.cloneUrl,
      `${commit.trim()}:refs/heads/${options.branch}`,
    ]);
  }
}
