import { getLastChange, isStale } from './staleness';
import { flagKinds, type Flag, type FlagKind } from './types';

const now = new Date('2026-11-22T12:00:00Z');

function createFlag(
  kind: FlagKind,
  updatedAt: string,
  changedInProductionAt = updatedAt,
): Pick<Flag, 'kind' | 'updatedAt' | 'updatedBy' | 'environments'> {
  return {
    kind,
    updatedAt,
    updatedBy: 'user:default/ada',
    environments: {
      production: {
        state: 'ENABLED',
        updatedAt: changedInProductionAt,
        updatedBy: 'user:default/grace',
      },
    },
  };
}

function getStaleKinds(updatedAt: string): FlagKind[] {
  return flagKinds.filter(kind => isStale(createFlag(kind, updatedAt), now));
}

describe('isStale', () => {
  it('gives each kind its expected lifetime', () => {
    expect(getStaleKinds('2026-11-15T12:00:00Z')).toEqual([]);
    expect(getStaleKinds('2026-11-15T11:59:59Z')).toEqual(['operational']);
    expect(getStaleKinds('2026-10-13T12:00:00Z')).toEqual(['operational']);
    expect(getStaleKinds('2026-10-13T11:59:59Z')).toEqual([
      'release',
      'experiment',
      'operational',
    ]);
    expect(getStaleKinds('2001-01-01T00:00:00Z')).toEqual([
      'release',
      'experiment',
      'operational',
    ]);
  });

  it('counts from the last change in any environment', () => {
    expect(
      isStale(
        createFlag('release', '2026-01-01T00:00:00Z', '2026-11-20T00:00:00Z'),
        now,
      ),
    ).toBe(false);
  });
});

describe('getLastChange', () => {
  it('is the latest among the flag and its environments', () => {
    expect(
      getLastChange(
        createFlag('release', '2026-01-01T00:00:00Z', '2026-11-20T00:00:00Z'),
      ),
    ).toEqual({ at: '2026-11-20T00:00:00Z', by: 'user:default/grace' });
    expect(
      getLastChange(
        createFlag('release', '2026-11-20T00:00:00Z', '2026-01-01T00:00:00Z'),
      ),
    ).toEqual({ at: '2026-11-20T00:00:00Z', by: 'user:default/ada' });
  });
});
