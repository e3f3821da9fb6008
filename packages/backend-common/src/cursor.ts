import { InputError } from '@backstage/errors';

/** A cursor is the sort key of the last item, so that a list neither repeats nor skips when rows come and go. */
export function encodeCursor(key: string): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** @throws InputError if no list gave that cursor */
export function decodeCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined) {
    return undefined;
  }
  const key = parse(cursor);
  if (typeof key !== 'string') {
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
