import { InputError, NotFoundError } from '@backstage/errors';

const maxNameLength = 100;
const maxRefLength = 255;

// The first segment of an address is an organisation unless it is one of the forge's own routes.
const reservedOrganizationNames = ['api', 'login', 'user', 'repo', 'explore'];

/** Throws an `InputError` unless Gitea too would accept this name for a repository. */
export function assertRepositoryName(name: string): void {
  if (
    !isPlainName(name) ||
    name.length > maxNameLength ||
    /\.(git|wiki|rss|atom)$/i.test(name)
  ) {
    throw new InputError(
      `'${name}' is not a name for a repository: use letters, digits, '-', '_' and '.', at most ${maxNameLength} characters, and no ending such as '.git'`,
    );
  }
}

/** Throws an `InputError` when an organisation of this name could not be reached. */
export function assertOrganizationName(name: string): void {
  if (
    !isPlainName(name) ||
    reservedOrganizationNames.includes(name.toLocaleLowerCase('en-US'))
  ) {
    throw new InputError(`'${name}' is not a name for an organisation`);
  }
}

/** Whether the name can be one folder of the file system, and never an option of git. */
export function isPlainName(name: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(name);
}

/**
 * Whether the text is the name of a branch or a tag.
 *
 * @remarks
 * These are the rules of `git check-ref-format`. They leave no room for options, revision expressions such as
 * `main~3`, or a second line in the input of `git cat-file --batch-check`.
 */
export function isRefName(name: string): boolean {
  return (
    name.length > 0 &&
    name.length <= maxRefLength &&
    name !== '@' &&
    // eslint-disable-next-line no-control-regex
    !/[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|^[-/]|[/.]$/.test(name) &&
    name
      .split('/')
      .every(part => !part.startsWith('.') && !part.endsWith('.lock'))
  );
}

/** Returns the path within a tree without outer slashes; a path that no tree can hold is not found. */
export function parseTreePath(text: string): string {
  const treePath = text.replace(/^\/|\/$/g, '');
  if (treePath === '') {
    return '';
  }
  const isValid =
    !treePath.includes('\0') &&
    treePath
      .split('/')
      .every(
        part =>
          !['', '.', '..'].includes(part) && part.toLowerCase() !== '.git',
      );
  if (!isValid) {
    throw new NotFoundError(`No file or folder '${text}'`);
  }
  return treePath;
}

/** Encodes a path for an address and keeps its slashes. */
export function encodePath(text: string): string {
  return text.split('/').map(encodeURIComponent).join('/');
}
