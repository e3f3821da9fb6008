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

export const branchFormat =
  '%(refname:lstrip=2)%00%(objectname)%00%(committerdate:iso-strict)';

/** Reads what `git for-each-ref` prints in `branchFormat`. */
export function parseBranches(output: string): Branch[] {
  return output
    .split('\n')
    .filter(line => line !== '')
    .map(line => {
      const [name, sha, committedAt] = line.split('\0');
      return { name, sha, committedAt };
    });
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

export const logFormat = commitFields.join('%x00');

/** Reads what `git log -z` prints in `logFormat`. */
export function parseLog(output: string): Commit[] {
  const values = output.split('\0');
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

/** Reads what `git ls-tree -z --long` prints. */
export function parseTree(output: string): TreeEntry[] {
  return output.split('\0').flatMap(line => {
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

const statusByLetter: Record<string, FileChange['status'] | undefined> = {
  A: 'added',
  D: 'removed',
};

/**
 * Reads what `git diff-tree -z --raw --numstat` prints.
 *
 * @remarks
 * The raw lines (":modes shas status", then the path) come first, then "additions<TAB>deletions<TAB>path".
 */
export function parseChanges(output: string): FileChange[] {
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
