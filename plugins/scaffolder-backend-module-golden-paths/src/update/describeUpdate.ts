import type { Conflict } from '../clone/readConflicts';

const notes: Record<Conflict['kind'], string> = {
  changed: 'changed on both sides; look for `<<<<<<<`',
  'deleted here': 'changed by the golden path, and stays deleted as it is here',
  'deleted there':
    'deleted by the golden path, and stays because it was changed here',
};

/** The text of the pull request of an update. */
export function describeUpdate(options: {
  template: string;
  from: string;
  to: string;
  conflicts: Conflict[];
  hasBase: boolean;
}): { title: string; body: string } {
  const { template, from, to, conflicts, hasBase } = options;
  const paragraphs = [
    `Brings this repository from version ${from} of the golden path \`${template}\` to version ${to}. What was changed here since it was created is kept.`,
  ];
  if (!hasBase) {
    paragraphs.push(
      `The rendering of version ${from} is not in the history (neither its first commit nor the branch \`golden-path\` is the portal's), so every difference is marked as a conflict.`,
    );
  }
  if (conflicts.length > 0) {
    paragraphs.push(
      [
        'These files need a decision before the merge:',
        '',
        ...conflicts.map(({ path, kind }) => `- \`${path}\`: ${notes[kind]}`),
      ].join('\n'),
    );
  }
  return {
    title: `Update from the golden path ${template} to ${to}${
      conflicts.length > 0 ? ` (${conflicts.length} to decide)` : ''
    }`,
    body: paragraphs.join('\n\n'),
  };
}
