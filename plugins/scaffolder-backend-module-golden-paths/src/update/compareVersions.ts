/** Negative if the first is older, positive if it is newer. */
export function compareVersions(one: string, other: string): number {
  const [left, right] = [one, other].map(version =>
    version.split('.').map(Number),
  );
  const index = left.findIndex((number, at) => number !== right[at]);
  return index === -1 ? 0 : left[index] - (right[index] ?? 0);
}
