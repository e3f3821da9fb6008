import { InputError } from '@backstage/errors';

/** A cursor is the sort key of the last item, so that a list neither repeats nor skips when rows come and go. */
export function encodeCursor(...key: string[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/**
 * @param length - how many parts the sort key has
 * @throws InputError if no list gave that cursor
 */
export function decodeCursor(cursor: string, length?: number): string[];
export function decodeCursor(
  cursor: string | undefined,
  length?: number,
): string[] | undefined;
export function decodeCursor(
  cursor: string | undefined,
  length: number = 1,
): string[] | undefined {
  if (cursor === undefined) {
    return undefined;
  }
  const key = parse(cursor);
  if (
    !Array.isArray(key) ||
    key.length !== length ||
    !key.every(part => typeof part === 'string')
  ) {
    throw new InputError(
      `The cursor '${cursor}' is not one that this list has given`,
    );
  }
  return key;
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
