/**
 * Catalog links may carry any URL scheme; only web addresses become links, so
 * that a `javascript:` one from somebody's repository does not.
 */
export function isHttpUrl(value: string): boolean {
  return /^https?:\/\//i.test(value);
}
