/** What happened to a file on both sides of an update. */
export interface Conflict {
  path: string;
  /**
   * `changed`: both sides changed it, and the marks show where. `deleted here`: the repository has
   * deleted it, and so it stays. `deleted there`: the golden path has, and the repository's stays.
   */
  kind: 'changed' | 'deleted here' | 'deleted there';
}

/** Reads what `git merge-tree --write-tree -z` prints. */
export function readConflicts(output: string): {
  tree: string;
  conflicts: Conflict[];
} {
  const [tree, ...rest] = output.split('\0');
  const stages = new Map<string, Set<string>>();
  for (const line of rest) {
    const match = /^\d+ [0-9a-f]+ ([123])\t([^]+)$/.exec(line);
    // An empty line ends the list; messages for people follow.
    if (!match) {
      break;
    }
    const [, stage, path] = match;
    stages.set(path, (stages.get(path) ?? new Set()).add(stage));
  }
  return {
    tree,
    conflicts: [...stages].map(([path, found]) => ({
      path,
      kind: kindOf(found),
    })),
  };
}

// 1 is the base, 2 the repository, 3 the golden path.
function kindOf(stages: Set<string>): Conflict['kind'] {
  if (stages.has('1') && !stages.has('2') && stages.has('3')) {
    return 'deleted here';
  }
  if (stages.has('1') && stages.has('2') && !stages.has('3')) {
    return 'deleted there';
  }
  return 'changed';
}
