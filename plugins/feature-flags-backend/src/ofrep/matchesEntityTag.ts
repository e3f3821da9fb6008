/**
 * Whether `If-None-Match` names a tag.
 *
 * @remarks
 * Compares weakly, as RFC 9110 asks: proxies that compress mark tags as weak.
 */
export function matchesEntityTag(
  header: string | undefined,
  tag: string,
): boolean {
  if (header === undefined) {
    return false;
  }
  return (
    header === tag ||
    header.split(',').some(part => {
      const candidate = part.trim();
      return candidate === '*' || candidate.replace(/^W\//, '') === tag;
    })
  );
}
