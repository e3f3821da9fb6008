import { LocalStorageFeatureFlags } from '@backstage/core-app-api';
import { FeatureFlagState } from '@backstage/frontend-plugin-api';
import { CentralFeatureFlags } from './CentralFeatureFlags';

const { Active, None } = FeatureFlagState;

beforeEach(() => window.localStorage.clear());

/** Flags as they are once the flag server has answered or refused. */
async function createFlags(
  evaluate?: () => Promise<Map<string, boolean>>,
): Promise<CentralFeatureFlags> {
  const flags = CentralFeatureFlags.create({
    storage: window.localStorage,
    evaluate,
  });
  await evaluate?.().catch(() => {});
  return flags;
}

const newSearchOn = async () => new Map([['new-search', true]]);
const unreachable = async () => {
  throw new Error('The flag server does not answer');
};

describe('CentralFeatureFlags', () => {
  it('answers from the flag server', async () => {
    const flags = await createFlags(
      async () =>
        new Map([
          ['new-search', true],
          ['old-search', false],
        ]),
    );
    expect(flags.isActive('new-search')).toBe(true);
    expect(flags.isActive('old-search')).toBe(false);
    expect(flags.isActive('unheard-of')).toBe(false);
  });

  it('answers at once, and without the server, as on the last page load', async () => {
    await createFlags(newSearchOn);

    const reloaded = CentralFeatureFlags.create({
      storage: window.localStorage,
      evaluate: unreachable,
    });
    expect(reloaded.isActive('new-search')).toBe(true);

    await Promise.resolve();
    expect(reloaded.isActive('new-search')).toBe(true);
  });

  it('is the local storage of Backstage where no flag set is configured', async () => {
    await createFlags(newSearchOn);
    const flags = await createFlags();
    expect(flags.isActive('new-search')).toBe(false);

    flags.save({ states: { 'dark-mode': Active }, merge: true });
    expect(flags.isActive('dark-mode')).toBe(true);
    expect(new LocalStorageFeatureFlags().isActive('dark-mode')).toBe(true);

    flags.save({ states: { 'dark-mode': None }, merge: true });
    expect(flags.isActive('dark-mode')).toBe(false);
  });

  it('keeps the choice of the user, for and against, over the central one', async () => {
    const flags = await createFlags(newSearchOn);
    flags.save({
      states: { 'new-search': None, 'beta-home': Active },
      merge: true,
    });

    for (const current of [flags, await createFlags(newSearchOn)]) {
      expect(current.isActive('new-search')).toBe(false);
      expect(current.isActive('beta-home')).toBe(true);
    }
    // Backstage's own implementation still understands what is stored.
    expect(new LocalStorageFeatureFlags().isActive('beta-home')).toBe(true);
  });

  it('follows the central answer again once the user has chosen the same', async () => {
    const flags = await createFlags(newSearchOn);
    flags.save({ states: { 'new-search': None }, merge: true });
    flags.save({ states: { 'new-search': Active }, merge: true });

    const rolledBack = await createFlags(
      async () => new Map([['new-search', false]]),
    );
    expect(rolledBack.isActive('new-search')).toBe(false);
  });

  it('forgets other choices when it saves without merging', async () => {
    const flags = await createFlags(newSearchOn);
    flags.save({ states: { 'new-search': None }, merge: true });
    flags.save({ states: { 'beta-home': Active } });
    expect(flags.isActive('new-search')).toBe(true);
    expect(flags.isActive('beta-home')).toBe(true);
  });

  it.each(['not JSON', '"text"', 'null', '[1]', '{"new-search": "yes"}'])(
    'takes %j in the storage for nothing',
    async stored => {
      window.localStorage.setItem('featureFlags', stored);
      window.localStorage.setItem('causeway.feature-flags.answers', stored);
      const flags = await createFlags(unreachable);
      expect(flags.isActive('new-search')).toBe(false);
    },
  );

  it('registers flags with the names that Backstage allows', async () => {
    const flags = await createFlags();
    flags.registerFlag({ name: 'new-search', pluginId: 'search' });
    expect(flags.getRegisteredFlags()).toEqual([
      { name: 'new-search', pluginId: 'search' },
    ]);
    expect(() =>
      flags.registerFlag({ name: 'New Search', pluginId: 'search' }),
    ).toThrow(/'New Search' feature flag/);
  });
});
