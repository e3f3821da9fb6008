import { isError, NotFoundError } from '@backstage/errors';
import {
  GOLDEN_PATH_BRANCH,
  GOLDEN_PATH_FILE,
  GOLDEN_PATH_VERSION_TRAILER,
} from '@causeway/plugin-golden-paths-common';
import { Git } from '../git/Git';
import type {
  HostedRepository,
  RepositoryHost,
  RepositoryName,
} from '@causeway/plugin-golden-paths-node';
import { parseRecord, type GoldenPathRecord } from '../record/GoldenPathRecord';
import { readConflicts, type Conflict } from './readConflicts';

interface Author {
  name: string;
  email: string;
}

/** A commit that holds nothing but a rendering. */
export interface Rendering {
  commit: string;
  tree: string;
}

/**
 * The history of a repository, without its files: nothing of it is ever checked out, so none of its
 * hooks, filters and links can do anything here.
 */
export class RepositoryClone {
  readonly #git: Git;
  readonly #author: Author;
  readonly repository: HostedRepository;

  /**
   * @param options - `folder` is empty, and the clone's from now on
   * @throws NotFoundError if there is no such repository, or the portal may not see it
   */
  static async create(options: {
    folder: string;
    author: Author;
    host: RepositoryHost;
    repository: RepositoryName;
  }): Promise<RepositoryClone> {
    const { folder, author, host, repository: name } = options;
    const repository = await host.find(name);
    if (!repository) {
      throw new NotFoundError(
        `There is no repository at '${host.host}/${name.owner}/${name.name}', or the portal may not see it`,
      );
    }
    const git = await Git.initialise({ folder, author, host, repository });
    await git.run([
      'fetch',
      '--quiet',
      repository.cloneUrl,
      '+refs/heads/*:refs/remotes/origin/*',
    ]);
    return new RepositoryClone(git, author, repository);
  }

  private constructor(git: Git, author: Author, repository: HostedRepository) {
    this.#git = git;
    this.#author = author;
    this.repository = repository;
  }

  get defaultBranch(): string {
    return this.repository.defaultBranch;
  }

  /** The commit of a branch, unless there is none. */
  async findBranch(name: string): Promise<string | undefined> {
    const { isYes, output } = await this.#git.ask([
      'rev-parse',
      '--quiet',
      '--verify',
      `refs/remotes/origin/${name}^{commit}`,
    ]);
    return isYes ? output.trim() : undefined;
  }

  /** What a commit says about the golden path; undefined if nothing. */
  async findRecord(commit: string): Promise<GoldenPathRecord | undefined> {
    const listing = await this.#git.run([
      'ls-tree',
      commit,
      '--',
      GOLDEN_PATH_FILE,
    ]);
    return listing.startsWith('100')
      ? parseRecord(
          await this.#git.run([
            'cat-file',
            'blob',
            `${commit}:${GOLDEN_PATH_FILE}`,
          ]),
        )
      : undefined;
  }

  /** Makes a tree of the files of a folder. */
  async writeTree(folder: string): Promise<string> {
    await this.#git.run(['read-tree', '--empty']);
    await this.#git.run([
      '--git-dir=.',
      `--work-tree=${folder}`,
      'add',
      '--all',
    ]);
    return (await this.#git.run(['write-tree'])).trim();
  }

  /**
   * The rendering of the version that a record names: a commit of the branch of renderings, or the
   * commit with which the portal has begun the repository.
   *
   * @remarks
   * A commit that somebody else made, or made anew, may hold their changes, and would make the merge
   * take them back.
   */
  async findRendering(
    head: string,
    record: GoldenPathRecord,
  ): Promise<Rendering | undefined> {
    const branch = await this.findBranch(GOLDEN_PATH_BRANCH);
    const renderings = branch
      ? await this.#list([`--grep=^${GOLDEN_PATH_VERSION_TRAILER}: `, branch])
      : [];
    const roots = await this.#list(['--max-parents=0', head]);
    for (const { commit, tree, committer } of [...renderings, ...roots]) {
      if (
        committer === this.#author.email &&
        (await this.#isOf(commit, record))
      ) {
        return { commit, tree };
      }
    }
    return undefined;
  }

  /** Puts a rendering on top of the branch of renderings; the same one as the last is not repeated. */
  async addRendering(options: {
    tree: string;
    version: string;
    subject: string;
    /** Where the branch begins if there is none. */
    base: Rendering | undefined;
  }): Promise<Rendering> {
    const { tree, version, subject, base } = options;
    const parent = (await this.findBranch(GOLDEN_PATH_BRANCH)) ?? base?.commit;
    if (parent) {
      const parentTree = await this.#git.run(['rev-parse', `${parent}^{tree}`]);
      if (parentTree.trim() === tree) {
        return { commit: parent, tree };
      }
    }
    const commit = await this.commit({
      tree,
      parents: parent ? [parent] : [],
      message: `${subject}\n\n${GOLDEN_PATH_VERSION_TRAILER}: ${version}\n`,
    });
    return { commit, tree };
  }

  async commit(options: {
    tree: string;
    parents: string[];
    message: string;
  }): Promise<string> {
    const { tree, parents, message } = options;
    const output = await this.#git.run(
      ['commit-tree', ...parents.flatMap(parent => ['-p', parent]), tree],
      { input: message },
    );
    return output.trim();
  }

  /**
   * Merges what happened between two renderings into a commit of the repository.
   *
   * @remarks
   * Where both sides changed the same lines, both stay, with git's marks around them. A file that
   * one side has deleted and the other has changed stays as the repository has it.
   */
  async merge(options: {
    head: string;
    /** Without one, whatever differs is a conflict. */
    base: string | undefined;
    next: string;
    label: string;
  }): Promise<{ tree: string; conflicts: Conflict[] }> {
    const { head, base, next, label } = options;
    // merge-tree of git 2.39 finds the base by itself, so it gets a history with the right one.
    const root = await this.commit({
      tree: base ?? (await this.#emptyTree()),
      parents: [],
      message: 'base',
    });
    const sides: [string, string][] = [
      [this.defaultBranch, (await this.#treeOf(head)).trim()],
      [label, next],
    ];
    for (const [name, tree] of sides) {
      const side = await this.commit({ tree, parents: [root], message: name });
      // Git writes the names into the marks.
      await this.#git.run(['update-ref', `refs/heads/${name}`, side]);
    }
    const { isYes, output } = await this.#git.ask([
      'merge-tree',
      '--write-tree',
      '-z',
      ...sides.map(([name]) => name),
    ]);
    const { tree, conflicts } = readConflicts(output);
    return isYes
      ? { tree, conflicts: [] }
      : {
          tree: await this.#removeFiles(
            tree,
            conflicts
              .filter(({ kind }) => kind === 'deleted here')
              .map(({ path }) => path),
          ),
          conflicts,
        };
  }

  /** Adds the files of a tree that a commit does not have; those that it has stay as they are. */
  async addMissing(
    head: string,
    tree: string,
  ): Promise<{ tree: string; added: string[]; kept: string[] }> {
    const listing = await this.#git.run([
      'ls-tree',
      '-r',
      '-t',
      '-z',
      '--name-only',
      head,
    ]);
    const taken = new Set(listing.split('\0'));
    const files = (await this.#git.run(['ls-tree', '-r', '-z', tree]))
      .split('\0')
      .filter(line => line !== '')
      .map(line => ({ line, path: line.slice(line.indexOf('\t') + 1) }));
    // A folder is no place for a file, nor below a file.
    const folders = await this.#git.run([
      'ls-tree',
      '-r',
      '-d',
      '-z',
      '--name-only',
      head,
    ]);
    const below = new Set(folders.split('\0'));
    const isTaken = (path: string) =>
      taken.has(path) ||
      ancestorsOf(path).some(
        ancestor => taken.has(ancestor) && !below.has(ancestor),
      );
    const [kept, added] = [
      files.filter(({ path }) => isTaken(path)),
      files.filter(({ path }) => !isTaken(path)),
    ];
    await this.#git.run(['read-tree', head]);
    await this.#git.run(['update-index', '-z', '--index-info'], {
      input: added.map(({ line }) => `${line}\0`).join(''),
    });
    return {
      tree: (await this.#git.run(['write-tree'])).trim(),
      added: added.map(({ path }) => path),
      kept: kept.map(({ path }) => path),
    };
  }

  async #removeFiles(tree: string, paths: string[]): Promise<string> {
    if (paths.length === 0) {
      return tree;
    }
    await this.#git.run(['read-tree', tree]);
    // Mode 0 removes; naming the paths as arguments would need a working tree.
    await this.#git.run(['update-index', '-z', '--index-info'], {
      input: paths.map(path => `0 ${'0'.repeat(40)}\t${path}\0`).join(''),
    });
    return (await this.#git.run(['write-tree'])).trim();
  }

  /** Whether two commits hold the same files. */
  async isSame(one: string, other: string): Promise<boolean> {
    return (await this.#treeOf(one)) === (await this.#treeOf(other));
  }

  /** The commit that a commit follows. */
  async parentOf(commit: string): Promise<string | undefined> {
    const { isYes, output } = await this.#git.ask([
      'rev-parse',
      '--quiet',
      '--verify',
      `${commit}^`,
    ]);
    return isYes ? output.trim() : undefined;
  }

  /** Pushes branches all together or not at all; never over somebody's commits. */
  async push(branches: Record<string, string>): Promise<void> {
    await this.#git.run([
      'push',
      '--quiet',
      '--atomic',
      this.repository.cloneUrl,
      ...Object.entries(branches).map(
        ([name, commit]) => `${commit}:refs/heads/${name}`,
      ),
    ]);
  }

  async #treeOf(commit: string): Promise<string> {
    return await this.#git.run(['rev-parse', `${commit}^{tree}`]);
  }

  async #emptyTree(): Promise<string> {
    return (await this.#git.run(['mktree'])).trim();
  }

  async #list(
    args: string[],
  ): Promise<{ commit: string; tree: string; committer: string }[]> {
    const output = await this.#git.run([
      'log',
      '--format=%H %T %ce',
      ...args,
      '--',
    ]);
    return output
      .split('\n')
      .filter(line => line !== '')
      .map(line => {
        const [commit, tree, committer] = line.split(' ');
        return { commit, tree, committer };
      });
  }

  async #isOf(commit: string, wanted: GoldenPathRecord): Promise<boolean> {
    try {
      const record = await this.findRecord(commit);
      return (
        record?.template === wanted.template &&
        record.version === wanted.version
      );
    } catch (error) {
      if (isError(error) && error.name === 'InputError') {
        return false;
      }
      throw error;
    }
  }
}

/** `a` and `a/b` of `a/b/c`. */
function ancestorsOf(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}
