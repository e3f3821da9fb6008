import { useState } from 'react';

type FieldOf<T> = Extract<keyof T, string>;

interface DraftState<T> {
  /** What the draft started from. */
  base: T;
  draft: T;
  revision: number;
  conflicts: FieldOf<T>[];
  takenOver: FieldOf<T>[];
}

/** What a user types over something saved, which others may save meanwhile. */
export interface Draft<T> {
  draft: T;
  /** The latest version that was saved. */
  saved: T;
  isChanged: boolean;
  /** Fields that were changed here and, to something else, by somebody who saved since. */
  conflicts: FieldOf<T>[];
  /** Fields that only the other one changed; the draft has them as they are now. */
  takenOver: FieldOf<T>[];
  change: (fields: Partial<T>) => void;
  resolve: (field: FieldOf<T>, choice: 'mine' | 'theirs') => void;
  reset: () => void;
}

/**
 * Keeps what is typed when another revision is loaded.
 *
 * @remarks
 * Field by field, what only one side changed wins. What both changed is for the user to
 * decide; until then it stays as it was typed.
 *
 * @param saved - plain data, which is compared as JSON
 */
export function useDraft<T extends object>(
  saved: T,
  revision: number,
): Draft<T> {
  const [stored, setState] = useState<DraftState<T>>(() =>
    startFrom(saved, revision),
  );
  let state = stored;
  if (state.revision !== revision) {
    state = rebase(stored, saved, revision);
    setState(state);
  }
  const { base, draft, conflicts, takenOver } = state;

  return {
    draft,
    saved: base,
    isChanged: !isSame(draft, base),
    conflicts,
    takenOver,
    change: fields =>
      setState(current => ({
        ...current,
        draft: { ...current.draft, ...fields },
      })),
    resolve: (field, choice) =>
      setState(current => ({
        ...current,
        draft:
          choice === 'theirs'
            ? { ...current.draft, [field]: current.base[field] }
            : current.draft,
        conflicts: current.conflicts.filter(name => name !== field),
      })),
    reset: () => setState(startFrom(base, revision)),
  };
}

function startFrom<T>(saved: T, revision: number): DraftState<T> {
  return {
    base: saved,
    draft: saved,
    revision,
    conflicts: [],
    takenOver: [],
  };
}

function rebase<T extends object>(
  { base, draft }: DraftState<T>,
  saved: T,
  revision: number,
): DraftState<T> {
  if (isSame(draft, base) || isSame(draft, saved)) {
    return startFrom(saved, revision);
  }
  const next = startFrom(saved, revision);
  next.draft = { ...saved };
  for (const field of listFields(saved)) {
    const isMine = !isSame(draft[field], base[field]);
    const isTheirs = !isSame(saved[field], base[field]);
    if (isMine) {
      next.draft[field] = draft[field];
    }
    if (isTheirs && !isSame(next.draft[field], saved[field])) {
      next.conflicts.push(field);
    } else if (isTheirs && !isMine) {
      next.takenOver.push(field);
    }
  }
  return next;
}

function listFields<T extends object>(value: T): FieldOf<T>[] {
  return Object.keys(value) as FieldOf<T>[];
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
