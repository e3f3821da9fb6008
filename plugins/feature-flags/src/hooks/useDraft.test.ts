import { act, renderHook } from '@testing-library/react';
import { useDraft } from './useDraft';

const first = { description: 'One', kind: 'release', tags: 'a' };

function renderDraft() {
  return renderHook(({ saved, revision }) => useDraft(saved, revision), {
    initialProps: { saved: first, revision: 1 },
  });
}

describe('useDraft', () => {
  it('follows what is saved while nothing is typed', () => {
    const { result, rerender } = renderDraft();
    rerender({ saved: { ...first, tags: 'b' }, revision: 2 });
    expect(result.current.draft.tags).toBe('b');
    expect(result.current.isChanged).toBe(false);
    expect(result.current.takenOver).toEqual([]);
  });

  it('keeps what is typed, takes the rest over, and asks where both changed', () => {
    const { result, rerender } = renderDraft();
    act(() =>
      result.current.change({ description: 'Mine', kind: 'experiment' }),
    );
    rerender({
      saved: { description: 'Theirs', kind: 'release', tags: 'b' },
      revision: 2,
    });
    expect(result.current.draft).toEqual({
      description: 'Mine',
      kind: 'experiment',
      tags: 'b',
    });
    expect(result.current.conflicts).toEqual(['description']);
    expect(result.current.takenOver).toEqual(['tags']);

    act(() => result.current.resolve('description', 'theirs'));
    expect(result.current.draft.description).toBe('Theirs');
    expect(result.current.conflicts).toEqual([]);
    expect(result.current.isChanged).toBe(true);

    act(() => result.current.reset());
    expect(result.current.draft.kind).toBe('release');
    expect(result.current.isChanged).toBe(false);
  });

  it('keeps mine over theirs when told so', () => {
    const { result, rerender } = renderDraft();
    act(() => result.current.change({ tags: 'mine' }));
    rerender({ saved: { ...first, tags: 'theirs' }, revision: 2 });
    act(() => result.current.resolve('tags', 'mine'));
    expect(result.current.draft.tags).toBe('mine');
    expect(result.current.saved.tags).toBe('theirs');
    expect(result.current.conflicts).toEqual([]);
  });

  it('sees no conflict where both typed the same', () => {
    const { result, rerender } = renderDraft();
    act(() => result.current.change({ tags: 'b' }));
    rerender({ saved: { ...first, tags: 'b' }, revision: 2 });
    expect(result.current.conflicts).toEqual([]);
    expect(result.current.isChanged).toBe(false);
  });
});
