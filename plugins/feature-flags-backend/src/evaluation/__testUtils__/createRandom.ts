import type { EvaluationContext } from '@openfeature/core';

/** Rules and contexts by chance, the same for the same seed. */
export function createRandom(seed: number) {
  let state = seed;
  // mulberry32
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const pick = <T>(items: readonly T[]): T =>
    items[Math.floor(next() * items.length)];

  const plans = ['free', 'gold', 'platinum'];
  const versions = ['1.2.3', '2.0.0', '2.1.0-beta', 'latest'];
  const countries = ['SE', 'DK', 'NO'];

  const condition = (depth: number): unknown =>
    pick<() => unknown>([
      () => ({ '==': [{ var: 'plan' }, pick(plans)] }),
      () => ({ '!=': [{ var: ['plan', 'free'] }, pick(plans)] }),
      () => ({ in: [{ var: 'user.country' }, countries.slice(0, 2)] }),
      () => ({
        sem_ver: [{ var: 'version' }, pick(['>=', '<', '^', '~']), '2.0.0'],
      }),
      () => ({ starts_with: [{ var: 'email' }, 'ada'] }),
      () => ({ '>': [{ var: 'age' }, Math.floor(next() * 60)] }),
      () => ({ '<': [{ var: '$flagd.timestamp' }, 2_000_000_000] }),
      () => ({ some: [{ var: 'groups' }, { '==': [{ var: '' }, 'staff'] }] }),
      () => ({ '==': [{ '%': [{ var: 'age' }, 2] }, 0] }),
      () => ({ '!': [depth > 0 ? condition(depth - 1) : { var: 'beta' }] }),
      () => ({ $ref: 'staff' }),
      () => ({
        [pick(['and', 'or'])]:
          depth > 0
            ? [condition(depth - 1), condition(depth - 1), condition(depth - 1)]
            : [{ var: 'beta' }, { missing: ['plan'] }],
      }),
    ])();

  function branch(depth: number): unknown {
    return {
      if: [
        condition(depth),
        outcome(depth),
        ...(next() < 0.4 ? [condition(depth), outcome(depth)] : []),
        ...(next() < 0.8 ? [outcome(depth)] : []),
      ],
    };
  }

  function outcome(depth: number): unknown {
    return pick<() => unknown>([
      () => pick(['on', 'off']),
      () => null,
      () => ({
        fractional: [
          ['on', Math.floor(next() * 100)],
          ['off', 50],
        ],
      }),
      () => ({
        fractional: [
          { cat: [{ var: '$flagd.flagKey' }, { var: 'email' }] },
          ['on', 1],
          ['off', 3],
        ],
      }),
      () => (next() < 0.1 ? 'no-such-variant' : 'on'),
      () => (depth > 0 ? branch(depth - 1) : 'off'),
    ])();
  }

  const someOf = (values: EvaluationContext): EvaluationContext =>
    Object.fromEntries(Object.entries(values).filter(() => next() < 0.75));

  return {
    next,
    pick,
    rule: (): unknown => branch(3),
    context: (): EvaluationContext =>
      someOf({
        targetingKey: `user-${Math.floor(next() * 1_000)}`,
        plan: pick(plans),
        version: pick(versions),
        email: pick(['ada@example.com', 'bob@harborline.example']),
        age: Math.floor(next() * 80),
        beta: next() < 0.5,
        groups: next() < 0.5 ? ['staff', 'beta'] : [],
        user: { country: pick(countries) },
      }),
  };
}
