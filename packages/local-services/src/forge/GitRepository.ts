import { createGzip } from 'node:zlib';
import { isError, NotFoundError } from '@backstage/errors';
import {
  branchFormat,
  logFormat,
  parseBranches,
  parseChanges,
  parseLog,
  parseTree,
  type Branch,
  type Commit,
  type FileChange,
  type TreeEntry,
} from './gitOutput';
import type { GitProcess, GitProcesses } from './GitProcesses';
import { isRefName } from './names';

/** What the name of a branch, tag or commit stands for. */
export interface Revision {
  kind: 'branch' | 'tag' | 'commit';
  name: string;
  sha: string;
}

/**
 * Reads one bare repository.
 *
 * @remarks
 * Names given by a client reach git only through its standard input or after `--`; all other arguments are object
 * names that git itself has printed.
 */
export class GitRepository {
  readonly #git: GitProcesses;
  readonly #directory: string;

  constructor(options: { git: GitProcesses; directory: string }) {
    this.#git = options.git;
    this.#directory = options.directory;
  }

  /** All branches in the order of their names. */
  async branches(): Promise<Branch[]> {
    const output = await this.#run([
      'for-each-ref',
      `--format=${branchFormat}`,
      'refs/heads',
    ]);
    return parseBranches(output.toString());
  }

  /** Finds a branch, a tag or a commit, in this order, as Gitea does. */
  async resolve(name: string): Promise<Revision> {
    const candidates: { kind: Revision['kind']; expression: string }[] = [];
    if (isRefName(name)) {
      candidates.push(
        { kind: 'branch', expression: `refs/heads/${name}^{commit}` },
        { kind: 'tag', expression: `refs/tags/${name}^{commit}` },
      );
    }
    if (/^[0-9a-f]{4,64}$/.test(name)) {
      candidates.push({ kind: 'commit', expression: `${name}^{commit}` });
    }
    const objects = await this.#findObjects(
      candidates.map(candidate => candidate.expression),
    );
    for (const [index, candidate] of candidates.entries()) {
      const sha = objects[index];
      if (sha) {
        return { kind: candidate.kind, name, sha };
      }
    }
    throw new NotFoundError(`No branch, tag or commit '${name}'`);
  }

  /** Splits `feature/x/docs/index.md` into the branch that exists and the path within it. */
  async resolveBranchPath(
    text: string,
  ): Promise<{ revision: Revision; path: string }> {
    const branches = await this.branches();
    const branch = branches
      .filter(({ name }) => text === name || text.startsWith(`${name}/`))
      .sort((a, b) => b.name.length - a.name.length)[0];
    if (!branch) {
      throw new NotFoundError(`No branch '${text}'`);
    }
    return {
      revision: { kind: 'branch', name: branch.name, sha: branch.sha },
      path: text.slice(branch.name.length),
    };
  }

  async commit(sha: string): Promise<Commit> {
    const [commit] = await this.#log(['--max-count=1', sha]);
    return commit;
  }

  /** The newest commit of the default branch, unless the repository is empty. */
  async head(): Promise<Commit | undefined> {
    const [sha] = await this.#findObjects(['HEAD^{commit}']);
    return sha ? await this.commit(sha) : undefined;
  }

  /** The commits of several branches at once. */
  async commitsOf(shas: string[]): Promise<Map<string, Commit>> {
    const commits =
      shas.length > 0 ? await this.#log(['--no-walk=unsorted', ...shas]) : [];
    return new Map(commits.map(commit => [commit.sha, commit]));
  }

  /** The newest commits first; with a path, those that changed it. */
  async history(options: {
    sha: string;
    path?: string;
    limit: number;
  }): Promise<Commit[]> {
    const { sha, path, limit } = options;
    return await this.#log([
      `--max-count=${limit}`,
      sha,
      '--',
      ...(path ? [path] : []),
    ]);
  }

  /** The file or folder at a path that `parseTreePath` has accepted; the empty path is the root. */
  async entry(commitSha: string, path: string): Promise<TreeEntry> {
    if (path === '') {
      const [sha] = await this.#findObjects([`${commitSha}^{tree}`]);
      if (sha) {
        return { type: 'dir', name: '', path: '', sha, size: 0 };
      }
    } else {
      const entries = await this.#listTree([commitSha, '--', path]);
      const entry = entries.find(candidate => candidate.path === path);
      if (entry) {
        return { ...entry, name: path.slice(path.lastIndexOf('/') + 1) };
      }
    }
    throw new NotFoundError(`No file or folder '${path}'`);
  }

  /** The lines of a folder, folders first. */
  async children(folder: TreeEntry): Promise<TreeEntry[]> {
    const entries = await this.#listTree([folder.sha]);
    return entries
      .map(entry => ({
        ...entry,
        path: folder.path === '' ? entry.name : `${folder.path}/${entry.name}`,
      }))
      .sort(
        (a, b) =>
          Number(b.type === 'dir') - Number(a.type === 'dir') ||
          (a.name < b.name ? -1 : 1),
      );
  }

  /** The size of a file by its object name, or undefined when there is no such file. */
  async blobSize(sha: string): Promise<number | undefined> {
    const output = await this.#run(['cat-file', '--batch-check'], `${sha}\n`);
    const match = /^[0-9a-f]+ blob (\d+)$/.exec(output.toString().trim());
    return match ? Number(match[1]) : undefined;
  }

  async blob(sha: string): Promise<Buffer> {
    return await this.#run(['cat-file', 'blob', sha]);
  }

  /** The content of a file that may be too large to hold. */
  streamBlob(sha: string): GitProcess {
    return this.#start(['cat-file', 'blob', sha]);
  }

  /** An archive with one top-level folder. */
  streamArchive(options: {
    sha: string;
    format: 'tar.gz' | 'zip';
    topLevelFolder: string;
  }): GitProcess {
    const { sha, format, topLevelFolder } = options;
    const process = this.#start([
      'archive',
      // git before 2.38 starts a gzip program for tar.gz, which a machine may lack.
      `--format=${format === 'zip' ? 'zip' : 'tar'}`,
      `--prefix=${topLevelFolder}/`,
      sha,
    ]);
    if (format === 'zip') {
      return process;
    }
    const gzip = createGzip();
    process.stdout.pipe(gzip, { end: false });
    // A failed git must not become a well-formed archive with half of the files.
    void process.exited.then(code =>
      code === 0
        ? gzip.end()
        : gzip.destroy(new Error(`git archive ended with code ${code}`)),
    );
    return { ...process, stdout: gzip };
  }

  /** What a commit changed in comparison with its first parent. */
  async changes(
    commit: Pick<Commit, 'sha' | 'parents'>,
  ): Promise<FileChange[]> {
    const output = await this.#run([
      'diff-tree',
      '-r',
      '-z',
      '--no-renames',
      '--no-commit-id',
      '--raw',
      '--numstat',
      ...rangeOf(commit),
    ]);
    return parseChanges(output.toString());
  }

  /** The change of a commit as text, cut after `maxBytes`. */
  async patch(
    commit: Pick<Commit, 'sha' | 'parents'>,
    maxBytes: number,
  ): Promise<string> {
    const process = this.#start([
      'diff-tree',
      '-r',
      '--no-commit-id',
      '--patch',
      ...rangeOf(commit),
    ]);
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of process.stdout) {
      chunks.push(Buffer.from(chunk));
      size += chunk.length;
      if (size > maxBytes) {
        process.kill();
        break;
      }
    }
    return Buffer.concat(chunks).subarray(0, maxBytes).toString();
  }

  /** The newest commit that two have in common. */
  async mergeBase(one: string, other: string): Promise<string | undefined> {
    const output = await this.#runUnless1(['merge-base', one, other]);
    return output?.toString().trim();
  }

  /** The tree of a merge, unless it has conflicts. */
  async mergeTree(base: string, head: string): Promise<string | undefined> {
    const output = await this.#runUnless1([
      'merge-tree',
      '--write-tree',
      base,
      head,
    ]);
    return output?.toString().trim();
  }

  /** Puts a commit on top of a branch; throws when somebody else was faster. */
  async commitTree(commit: {
    branch: string;
    tree: string;
    /** The first is what the branch has to be at. */
    parents: string[];
    message: string;
    author: { name: string; email: string };
  }): Promise<string> {
    const { branch, tree, parents, message, author } = commit;
    const output = await this.#run(
      [
        'commit-tree',
        ...parents.flatMap(parent => ['-p', parent]),
        '-F',
        '-',
        tree,
      ],
      message,
      {
        GIT_AUTHOR_NAME: author.name,
        GIT_AUTHOR_EMAIL: author.email,
        GIT_COMMITTER_NAME: author.name,
        GIT_COMMITTER_EMAIL: author.email,
      },
    );
    const sha = output.toString().trim();
    await this.#run(['update-ref', `refs/heads/${branch}`, sha, parents[0]]);
    return sha;
  }

  /** The space that the objects of this repository take, in KiB. */
  async diskUsage(): Promise<number> {
    const output = await this.#run(['count-objects', '-v']);
    const sizes = output.toString().matchAll(/^size(?:-pack)?: (\d+)$/gm);
    return [...sizes].reduce((sum, match) => sum + Number(match[1]), 0);
  }

  async #run(
    args: string[],
    input?: string,
    env?: Record<string, string>,
  ): Promise<Buffer> {
    return await this.#git.run([`--git-dir=${this.#directory}`, ...args], {
      input,
      env,
    });
  }

  // With 1, git says that it has found nothing or a conflict.
  async #runUnless1(args: string[]): Promise<Buffer | undefined> {
    try {
      return await this.#run(args);
    } catch (error) {
      if (isError(error) && error.code === 1) {
        return undefined;
      }
      throw error;
    }
  }

  #start(args: string[]): GitProcess {
    const process = this.#git.start([`--git-dir=${this.#directory}`, ...args]);
    process.stdin.end();
    return process;
  }

  async #findObjects(expressions: string[]): Promise<(string | undefined)[]> {
    const output = await this.#run(
      ['cat-file', '--batch-check=%(objectname)'],
      expressions.map(expression => `${expression}\n`).join(''),
    );
    return output
      .toString()
      .split('\n')
      .map(line => (/^[0-9a-f]{40,64}$/.test(line) ? line : undefined));
  }

  async #listTree(args: string[]): Promise<TreeEntry[]> {
    const output = await this.#run([
      'ls-tree',
      '-z',
      '--long',
      '--full-tree',
      ...args,
    ]);
    return parseTree(output.toString());
  }

  async #log(args: string[]): Promise<Commit[]> {
    const output = await this.#run([
      'log',
      '-z',
      `--format=${logFormat}`,
      ...args,
    ]);
    return parseLog(output.toString());
  }
}

function rangeOf(commit: Pick<Commit, 'sha' | 'parents'>): string[] {
  return commit.parents.length > 0
    ? [commit.parents[0], commit.sha]
    : ['--root', commit.sha];
}
