/** The mix of flagd-evaluator's benchmarks: 60 % static, 25 % simple rules, 15 % complex ones. */
const shares = { static: 0.6, simple: 0.85 };
const plans = ['free', 'silver', 'gold', 'platinum'];
const countries = ['SE', 'NO', 'DK', 'FI', 'DE', 'PL'];

/** mulberry32: the same numbers for the same seed. */
function createRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** flagd's configuration with `count` flags. */
export function createFlagdConfiguration(count, seed = 42) {
  const random = createRandom(seed);
  const kinds = shuffle(
    Array.from({ length: count }, (_, index) => {
      const share = (index + 0.5) / count;
      if (share < shares.static) {
        return 'static';
      }
      return share < shares.simple ? 'simple' : 'complex';
    }),
    random,
  );
  return {
    flags: Object.fromEntries(
      kinds.map((kind, index) => [
        `${kind}-flag-${String(index).padStart(5, '0')}`,
        createFlag(kind, random),
      ]),
    ),
  };
}

/** Contexts with five attributes, of different users. */
export function createContexts(count, seed = 42) {
  const random = createRandom(seed);
  const pick = items => items[Math.floor(random() * items.length)];
  return Array.from({ length: count }, (_, index) => ({
    targetingKey: `user-${index}-${Math.floor(random() * 1e9)}`,
    email: `user${index}@${pick(['harborline.example', 'example.com'])}`,
    plan: pick(plans),
    country: pick(countries),
    version: `${1 + Math.floor(random() * 3)}.${Math.floor(random() * 10)}.0`,
  }));
}

/** What the flag store keeps, from flagd's configuration. */
export function toFlagSetContent(configuration, revision = 1) {
  return {
    name: 'bench',
    entityRef: 'component:default/bench',
    revision,
    flags: Object.entries(configuration.flags).map(([key, flag]) => ({
      key,
      variants: flag.variants,
      prerequisites: [],
      environments: {
        production: {
          state: flag.state,
          defaultVariant: flag.defaultVariant,
          targeting: flag.targeting,
        },
      },
    })),
    segments: [],
  };
}

function createFlag(kind, random) {
  const pick = items => items[Math.floor(random() * items.length)];
  const isText = random() < 0.5;
  const flag = {
    state: 'ENABLED',
    variants: isText
      ? { on: 'the-new-experience', off: 'the-old-experience' }
      : { on: true, off: false },
    defaultVariant: pick(['on', 'off']),
  };
  if (kind === 'simple') {
    const [attribute, values] = pick([
      ['plan', plans],
      ['country', countries],
    ]);
    flag.targeting = {
      if: [{ '==': [{ var: attribute }, pick(values)] }, 'on', 'off'],
    };
  }
  if (kind === 'complex') {
    flag.targeting = {
      if: [
        {
          and: [
            { in: [{ var: 'country' }, countries.slice(0, 4)] },
            { sem_ver: [{ var: 'version' }, '>=', '1.5.0'] },
            { '!=': [{ var: 'plan' }, 'free'] },
          ],
        },
        {
          fractional: [
            ['on', 10 + Math.floor(random() * 80)],
            ['off', 50],
          ],
        },
        'off',
      ],
    };
  }
  return flag;
}

function shuffle(items, random) {
  const shuffled = [...items];
  for (let index = shuffled.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [shuffled[index], shuffled[other]] = [shuffled[other], shuffled[index]];
  }
  return shuffled;
}
