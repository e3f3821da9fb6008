/** Where the portal shows a flag. */
export function getFlagPath(flag: { flagSet: string; key: string }): string {
  const { flagSet, key } = flag;
  return `/feature-flags/sets/${encodeURIComponent(
    flagSet,
  )}/flags/${encodeURIComponent(key)}`;
}
