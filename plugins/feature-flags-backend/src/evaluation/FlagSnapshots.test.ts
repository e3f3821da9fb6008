import { mockServices } from '@backstage/backend-test-utils';
import type { EvaluationContext } from '@openfeature/core';
import { createRandom } from './__testUtils__/createRandom';
import type { EnvironmentSnapshot } from './EnvironmentSnapshot';
import type { FlagContent, FlagSetContent } from './FlagSetContent';
import { FlagSnapshots } from './FlagSnapshots';

const now = 1_800_000_000;

describe('FlagSnapshots', () => {
  it('builds only what changed, and what uses a changed segment', async () => {
    const { snapshots, read } = await create([
      flag('plain'),
      flag('staff-only', { targeting: { if: [{ $ref: 'staff' }, 'on'] } }),
      flag('nested', { targeting: { if: [{ $ref: 'insiders' }, 'on'] } }),
      flag('other', { targeting: { if: [{ var: 'beta' }, 'on'] } }),
    ]);
    const before = read();

    await snapshots.apply(
      change({ revision: 2, flags: [flag('plain', { defaultVariant: 'on' })] }),
    );
    const afterFlag = read();
    expect(differing(before, afterFlag)).toEqual(['plain']);
    expect(answer(afterFlag, 'plain')).toMatchObject({ variant: 'on' });

    await snapshots.apply(
      change({
        revision: 3,
        segments: [
          { name: 'staff', targeting: { '==': [{ var: 'email' }, 'bob'] } },
        ],
      }),
    );
    const afterSegment = read();
    expect(differing(afterFlag, afterSegment)).toEqual([
      'nested',
      'staff-only',
    ]);
    expect(answer(afterSegment, 'nested', { email: 'bob' })).toMatchObject({
      variant: 'on',
    });

    await snapshots.apply(change({ revision: 4, removedFlags: ['other'] }));
    expect(differing(afterSegment, read())).toEqual([]);
    expect(read().flags.has('other')).toBe(false);
  });

  it('tells listeners only of the environments that changed', async () => {
    const { snapshots } = await create([flag('plain')]);
    const heard: unknown[] = [];
    snapshots.onChange(event => heard.push(event));
    const inBoth = flag('plain');
    const inDevelopment: FlagContent = {
      ...inBoth,
      environments: {
        ...inBoth.environments,
        development: { state: 'ENABLED', defaultVariant: 'on' },
      },
    };

    await snapshots.apply(change({ revision: 2, flags: [inDevelopment] }));
    await snapshots.apply(change({ revision: 3 }));

    expect(heard).toEqual([
      { flagSet: 'shop', environments: ['development'] },
      { flagSet: 'shop', environments: [] },
    ]);
    expect(snapshots.get('shop', 'production')?.revision).toBe(3);
  });

  it('keeps a bad flag from blocking its set', async () => {
    let deep: unknown = { var: 'a' };
    for (let level = 0; level < 100_000; level++) {
      deep = { '!': [deep] };
    }
    const { read } = await create([
      flag('deep', { targeting: deep }),
      flag('unknown-operator', { targeting: { explode: [] } }),
      flag('no-such-segment', { targeting: { $ref: 'nobody' } }),
      flag('own-segment', { targeting: { $ref: 'endless' } }),
      flag('wrong-default', { defaultVariant: 'purple' }),
      flag('good', { defaultVariant: 'on' }),
    ]);
    const snapshot = read();
    const answers = Object.fromEntries(
      [...snapshot.flags.keys()].map(key => [key, answer(snapshot, key)]),
    );

    const bad = { reason: 'ERROR', errorCode: 'PARSE_ERROR' };
    expect(answers).toMatchObject({
      deep: bad,
      'unknown-operator': bad,
      'no-such-segment': bad,
      'own-segment': bad,
      'wrong-default': bad,
      good: { reason: 'STATIC', variant: 'on' },
    });
    expect(bulk(snapshot, {})).toHaveLength(6);
    // A rule that is never run reads nothing.
    expect(tag(snapshot, { plan: 'gold' })).toBe(tag(snapshot, {}));
  });

  it('disables a flag whose prerequisites are not met', async () => {
    const { read } = await create([
      flag('base', {
        targeting: { if: [{ '==': [{ var: 'plan' }, 'gold'] }, 'on', 'off'] },
      }),
      flag('middle', { defaultVariant: 'on', requires: 'base' }),
      flag('top', { defaultVariant: 'on', requires: 'middle' }),
      flag('orphan', { defaultVariant: 'on', requires: 'gone' }),
      flag('left', { defaultVariant: 'on', requires: 'right' }),
      flag('right', { defaultVariant: 'on', requires: 'left' }),
    ]);
    const snapshot = read();

    expect(answer(snapshot, 'top', { plan: 'gold' })).toEqual({
      reason: 'STATIC',
      variant: 'on',
      value: true,
    });
    expect(answer(snapshot, 'top', { plan: 'free' })).toEqual({
      reason: 'DISABLED',
      prerequisite: 'middle',
    });
    expect(answer(snapshot, 'orphan')).toEqual({
      reason: 'DISABLED',
      prerequisite: 'gone',
    });
    expect(answer(snapshot, 'left')).toMatchObject({ reason: 'DISABLED' });
    expect(bulk(snapshot, { plan: 'free' })).toContainEqual({
      key: 'middle',
      reason: 'DISABLED',
      metadata: { prerequisite: 'base' },
    });
    // The flags above `base` have no rule, and still depend on what it reads.
    expect(tag(snapshot, { plan: 'gold' })).not.toBe(
      tag(snapshot, { plan: 'free' }),
    );
  });

  it('gives bulk answers that agree with single ones, and tags that differ where they do', async () => {
    const random = createRandom(7);
    for (let round = 0; round < 40; round++) {
      const flags = Array.from({ length: 12 }, (_, index) =>
        flag(`flag-${index}`, {
          targeting: random.next() < 0.6 ? random.rule() : undefined,
          defaultVariant: random.pick(['on', 'off', undefined]),
          state: random.next() < 0.9 ? 'ENABLED' : 'DISABLED',
          requires:
            index > 0 && random.next() < 0.2 ? `flag-${index - 1}` : undefined,
        }),
      );
      const { read } = await create(flags);
      const snapshot = read();
      const byTag = new Map<string, string>();
      for (let turn = 0; turn < 60; turn++) {
        const context = random.context();
        const answers = bulk(snapshot, context);
        const single = [...snapshot.flags.values()].map(item =>
          JSON.parse(item.toJson(snapshot.resolve(item, context))),
        );
        expect(byKey(answers)).toEqual(byKey(single));

        const text = JSON.stringify(byKey(answers));
        const entityTag = tag(snapshot, context);
        expect(byTag.get(entityTag) ?? text).toBe(text);
        byTag.set(entityTag, text);
      }
    }
  });

  it('covers with its tag the attributes that rules mention, and nothing else', async () => {
    const { read } = await create([
      flag('by-plan', {
        targeting: { if: [{ '==': [{ var: 'user.plan' }, 'gold'] }, 'on'] },
      }),
    ]);
    const plain = read();
    const gold = { user: { plan: 'gold' }, targetingKey: 'ada', page: 1 };
    expect(tag(plain, gold)).toBe(
      tag(plain, { ...gold, targetingKey: 'bob', page: 2 }),
    );
    expect(tag(plain, gold)).not.toBe(
      tag(plain, { ...gold, user: { plan: 'free' } }),
    );

    const { read: readSplit } = await create([
      flag('split', {
        targeting: {
          fractional: [
            ['on', 1],
            ['off', 1],
          ],
        },
      }),
    ]);
    expect(tag(readSplit(), gold)).not.toBe(
      tag(readSplit(), { ...gold, targetingKey: 'bob' }),
    );
    expect(tag(readSplit(), gold)).toBe(tag(readSplit(), { ...gold, page: 2 }));
  });

  it('does not mistake values for others that look alike', async () => {
    const { read } = await create([
      flag('pair', {
        targeting: {
          if: [{ '==': [{ var: 'a' }, { var: 'b' }] }, 'on', 'off'],
        },
      }),
    ]);
    const snapshot = read();
    const contexts: EvaluationContext[] = [
      {},
      { a: 'u' },
      { a: '', b: 'u' },
      { a: '1' },
      { a: 1 },
      { b: '1' },
      { a: 's1:1', b: '' },
      { a: '', b: 's1:1' },
      { a: null },
      { a: 'null' },
    ] as EvaluationContext[];
    expect(new Set(contexts.map(context => tag(snapshot, context))).size).toBe(
      contexts.length,
    );
  });

  it('changes its tag and its answers when a time in a rule passes', async () => {
    jest.useFakeTimers({ now: now * 1_000 });
    try {
      const { read } = await create([
        flag('launch', {
          targeting: {
            if: [
              { '>=': [{ var: '$flagd.timestamp' }, now + 60] },
              'on',
              'off',
            ],
          },
        }),
        flag('even-seconds', { defaultVariant: 'on' }),
      ]);
      const snapshot = read();
      const at = (seconds: number) => {
        jest.setSystemTime(seconds * 1_000);
        return {
          tag: snapshot.evaluateAll({}, seconds).getEntityTag(''),
          json: snapshot.evaluateAll({}, seconds).toJson('[', ']'),
        };
      };

      expect(snapshot.getNextTimeBoundary(now)).toBe(now + 60);
      const early = at(now);
      expect(at(now + 59)).toEqual(early);
      const late = at(now + 60);
      expect(late.tag).not.toBe(early.tag);
      expect(late.json).not.toBe(early.json);
      // A clock that is set back finds the answers of that time.
      expect(at(now + 30)).toEqual(early);
    } finally {
      jest.useRealTimers();
    }
  });

  it('gives a tag for one second where rules compute with the time', async () => {
    const { read } = await create([
      flag('odd', {
        targeting: {
          if: [{ '%': [{ var: '$flagd.timestamp' }, 2] }, 'on', 'off'],
        },
      }),
    ]);
    const snapshot = read();
    // Nothing stands before the first answer of a set in which all flags have rules.
    expect(bulk(snapshot, {})).toMatchObject([{ key: 'odd' }]);
    expect(snapshot.evaluateAll({}, now).getEntityTag('')).not.toBe(
      snapshot.evaluateAll({}, now + 1).getEntityTag(''),
    );
  });
});

interface FlagOptions {
  targeting?: unknown;
  defaultVariant?: string;
  state?: 'ENABLED' | 'DISABLED';
  requires?: string;
}

function flag(key: string, options: FlagOptions = {}): FlagContent {
  const { targeting, defaultVariant, state = 'ENABLED', requires } = options;
  return {
    key,
    variants: { on: true, off: false },
    prerequisites: requires ? [{ flagKey: requires, variants: ['on'] }] : [],
    environments: { production: { state, targeting, defaultVariant } },
  };
}

function change(options: Partial<Parameters<FlagSnapshots['apply']>[0]>) {
  return {
    name: 'shop',
    entityRef: 'component:default/shop',
    revision: 1,
    isComplete: false,
    flags: [],
    removedFlags: [],
    segments: [],
    removedSegments: [],
    ...options,
  };
}

async function create(flags: FlagContent[]) {
  const snapshots = new FlagSnapshots({
    logger: mockServices.logger.mock(),
    environments: ['development', 'production'],
  });
  const content: FlagSetContent = {
    name: 'shop',
    entityRef: 'component:default/shop',
    revision: 1,
    flags,
    segments: [
      {
        name: 'insiders',
        targeting: { or: [{ $ref: 'staff' }, { var: 'beta' }] },
      },
      { name: 'staff', targeting: { '==': [{ var: 'email' }, 'ada'] } },
      { name: 'endless', targeting: { '!': [{ $ref: 'endless' }] } },
    ],
  };
  await snapshots.replace(content);
  const read = () => {
    const snapshot = snapshots.get('shop', 'production');
    if (!snapshot) {
      throw new Error('There is no snapshot');
    }
    return snapshot;
  };
  return { snapshots, read };
}

function differing(
  before: EnvironmentSnapshot,
  after: EnvironmentSnapshot,
): string[] {
  return [...after.flags.values()]
    .filter(item => before.flags.get(item.key) !== item)
    .map(({ key }) => key)
    .sort();
}

function answer(
  snapshot: EnvironmentSnapshot,
  key: string,
  context: EvaluationContext = {},
) {
  const found = snapshot.flags.get(key);
  return found && snapshot.resolve(found, context);
}

function bulk(
  snapshot: EnvironmentSnapshot,
  context: EvaluationContext,
): { key: string }[] {
  return JSON.parse(
    snapshot
      .evaluateAll(context, Math.floor(Date.now() / 1_000))
      .toJson('[', ']'),
  );
}

function byKey(answers: { key: string }[]): { key: string }[] {
  return [...answers].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function tag(
  snapshot: EnvironmentSnapshot,
  context: EvaluationContext,
): string {
  return snapshot.evaluateAll(context, now).getEntityTag('');
}
