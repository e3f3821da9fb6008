/**
 * Whether a link from a descriptor may be followed: an address on the web, or
 * a path within the portal. Descriptors come from many repositories, so
 * `javascript:` does not count, nor do two slashes, which lead to another host.
 */
export function isSafeHref(value: string): boolean {
  return /^https?:\/\//i.test(value) || /^\/(?![/\\])/.test(value);
}
