import { InputError } from '@backstage/errors';

/** A cursor is the sort key of the last item, so that a list neither repeats nor skips when rows come and go. */
export function encodeCursor(parts: string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

export function decodeCursor(cursor: string, length: number): string[] {
  const parts = parse(cursor);
  if (
    !Array.isArray(parts) ||
    parts.length !== length ||
    !parts.every(part => typeof part === 'string')
  ) {
    throw new InputError(
      `The cursor '${cursor}' is not one that this list has given`,
    );
  }
  return parts;
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
