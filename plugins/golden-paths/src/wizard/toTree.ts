export interface TreeFolder {
  name: string;
  folders: TreeFolder[];
  files: { name: string; path: string }[];
}

/** Folders and files by name, folders first. */
export function toTree(paths: readonly string[], name = ''): TreeFolder {
  return build(
    paths.map(path => ({ path, rest: path.split('/') })),
    name,
  );
}

function build(
  entries: { path: string; rest: string[] }[],
  name: string,
): TreeFolder {
  const inFolders = new Map<string, typeof entries>();
  const files: TreeFolder['files'] = [];
  for (const { path, rest } of entries) {
    const [head, ...tail] = rest;
    if (tail.length === 0) {
      files.push({ name: head, path });
    } else {
      inFolders.set(head, [
        ...(inFolders.get(head) ?? []),
        { path, rest: tail },
      ]);
    }
  }
  const byName = (a: { name: string }, b: { name: string }) =>
    a.name.localeCompare(b.name);
  return {
    name,
    folders: [...inFolders]
      .map(([each, within]) => build(within, each))
      .sort(byName),
    files: files.sort(byName),
  };
}
