/** Appends names to a JSON pointer (RFC 6901). */
export function pointTo(
  pointer: string,
  ...names: Array<string | number>
): string {
  return [
    pointer,
    ...names.map(
      name => `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`,
    ),
  ].join('');
}
