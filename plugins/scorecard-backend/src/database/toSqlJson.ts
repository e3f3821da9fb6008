/**
 * JSON that PostgreSQL can store as text.
 *
 * @remarks
 * It refuses the zero character and halves of surrogate pairs, which an annotation
 * may hold; `JSON.stringify` writes both as escapes, and nothing else as these.
 */
export function toSqlJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g,
    '$1\\ufffd',
  );
}
