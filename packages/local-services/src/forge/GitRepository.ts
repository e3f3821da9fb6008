import { createGzip } from 'node:zlib';
import { NotFoundError } from '@backstage/errors';
import type { GitProcess, GitProcesses } from './GitProcesses';
import { isRefName } from './names';

/** Who wrote or recorded a commit, and when (ISO 8601). */
export interface Signature {
  name: string;
  email: string;
  date: string;
}

export interface Commit {
  sha: string;
  treeSha: string;
  parents: string[];
  author: Signature;
  committer: Signature;
  message: string;
}

export interface Branch {
  name: string;
  sha: string;
  committedAt: string;
}

/** What the name of a branch, tag or commit stands for. */
export interface Revision {
  kind: 'branch' | 'tag' | 'commit';
  name: string;
  sha: string;
}

/** One line of a folder. */
export interface TreeEntry {
  type: 'file' | 'dir' | 'symlink' | 'submodule';
  name: string;
  path: string;
  sha: string;
  /** In bytes; 0 for everything but files and symbolic links. */
  size: number;
}

/** How one commit changed one file. */
export interface FileChange {
  filename: string;
  status: 'added' | 'modified' | 'removed';
  additions: number;
  deletions: number;
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
      '--format=%(refname:lstrip=2)%00%(objectname)%00%(committerdate:iso-strict)',
      'refs/heads',
    ]);
    return output
      .toString()
      .split('\n')
      .filter(line => line !== '')
      .map(line => {
        const [name, sha, committedAt] = line.split('\0');
        return { name, sha, committedAt };
      });
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
  async changes(commit: Commit): Promise<FileChange[]> {
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
  async patch(commit: Commit, maxBytes: number): Promise<string> {
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

  /** The space that the objects of this repository take, in KiB. */
  async diskUsage(): Promise<number> {
    const output = await this.#run(['count-objects', '-v']);
    const sizes = output.toString().matchAll(/^size(?:-pack)?: (\d+)$/gm);
    return [...sizes].reduce((sum, match) => sum + Number(match[1]), 0);
  }

  async #run(args: string[], input?: string): Promise<Buffer> {
    return await this.#git.run([`--git-dir=${this.#directory}`, ...args], {
      input,
    });
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
    return output
      .toString()
      .split('\0')
      .flatMap(line => {
        const match = /^(\d+) \w+ ([0-9a-f]+) +(\d+|-)\t([^]+)$/.exec(line);
        if (!match) {
          return [];
        }
        const [, mode, sha, size, name] = match;
        return [
          {
            type: typeOfMode(mode),
            name,
            path: name,
            sha,
            size: size === '-' ? 0 : Number(size),
          },
        ];
      });
  }

  async #log(args: string[]): Promise<Commit[]> {
    const output = await this.#run([
      'log',
      '-z',
      `--format=${commitFields.join('%x00')}`,
      ...args,
    ]);
    const values = output.toString().split('\0');
    const commits: Commit[] = [];
    for (
      let start = 0;
      start + commitFields.length <= values.length;
      start += commitFields.length
    ) {
      const [
        sha,
        treeSha,
        parents,
        authorName,
        authorEmail,
        authoredAt,
        committerName,
        committerEmail,
        committedAt,
        message,
      ] = values.slice(start, start + commitFields.length);
      commits.push({
        sha,
        treeSha,
        parents: parents.split(' ').filter(parent => parent !== ''),
        author: { name: authorName, email: authorEmail, date: authoredAt },
        committer: {
          name: committerName,
          email: committerEmail,
          date: committedAt,
        },
        message,
      });
    }
    return commits;
  }
}

const commitFields = [
  '%H',
  '%T',
  '%P',
  '%an',
  '%ae',
  '%aI',
  '%cn',
  '%ce',
  '%cI',
  '%B',
];

function rangeOf(commit: Commit): string[] {
  return commit.parents.length > 0
    ? [commit.parents[0], commit.sha]
    : ['--root', commit.sha];
}

function typeOfMode(mode: string): TreeEntry['type'] {
  switch (mode) {
    case '040000':
      return 'dir';
    case '120000':
      return 'symlink';
    case '160000':
      return 'submodule';
    default:
      return 'file';
  }
}

// The raw lines (":modes shas status", then the path) come first, then "additions<TAB>deletions<TAB>path".
function parseChanges(output: string): FileChange[] {
  const changes = new Map<string, FileChange>();
  const tokens = output.split('\0');
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    if (token.startsWith(':')) {
      const filename = tokens[++index];
      const letter = token.slice(token.lastIndexOf(' ') + 1);
      changes.set(filename, {
        filename,
        status: statusByLetter[letter] ?? 'modified',
        additions: 0,
        deletions: 0,
      });
    } else {
      // Binary files have '-' in place of numbers.
      const match = /^(\d+|-)\t(\d+|-)\t([^]+)$/.exec(token);
      const change = match ? changes.get(match[3]) : undefined;
      if (match && change) {
        change.additions = Number(match[1]) || 0;
        change.deletions = Number(match[2]) || 0;
      }
    }
  }
  return [...changes.values()];
}

const statusByLetter: Record<string, FileChange['status'] | undefined> = {
  A: 'added',
  D: 'removed',
};
