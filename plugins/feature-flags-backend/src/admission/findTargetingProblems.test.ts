import { admissionLimits } from './limits';
import { findTargetingProblems } from './findTargetingProblems';

function judge(targeting: unknown, segments: string[] = []) {
  return findTargetingProblems(targeting, {
    pointer: '/targeting',
    segments: new Set(segments),
    variants: ['on', 'off'],
  });
}

/** `depth` negations around a comparison. */
function nest(depth: number): unknown {
  let rule: unknown = { '==': [{ var: 'plan' }, 'gold'] };
  for (let level = 0; level < depth; level += 1) {
    rule = { '!': [rule] };
  }
  return rule;
}

function listOf(length: number): unknown {
  const list = Array.from({ length }, (_, index) => `user-${index}`);
  return { if: [{ in: [{ var: 'targetingKey' }, list] }, 'on', 'off'] };
}

describe('findTargetingProblems', () => {
  it.each([
    ['nothing', {}],
    ['a comparison', { if: [{ '===': [{ var: 'plan' }, 'gold'] }, 'on'] }],
    [
      'no match',
      { if: [{ ends_with: [{ var: 'email' }, '@x.y'] }, 'on', null] },
    ],
    [
      'a version',
      { if: [{ sem_ver: [{ var: 'v' }, '>=', '2.1.0'] }, 'on', 'off'] },
    ],
    [
      'a default for an attribute',
      { if: [{ var: ['beta', false] }, 'on', 'off'] },
    ],
    [
      'shares',
      {
        fractional: [
          ['on', 25],
          ['off', 75],
        ],
      },
    ],
    [
      'shares of something else',
      { fractional: [{ var: 'company' }, ['on', 1], ['off', 3]] },
    ],
    ['a segment', { if: [{ $ref: 'staff' }, 'on', 'off'] }],
    [
      'a time',
      { if: [{ '<': [{ var: '$flagd.timestamp' }, 2e9] }, 'on', 'off'] },
    ],
    [
      'a path with a word inside',
      { if: [{ var: 'constructors.best' }, 'on', 'off'] },
    ],
    ['the deepest rule', nest((admissionLimits.depth - 4) / 2)],
    ['the longest list', listOf(admissionLimits.listLength)],
  ])('admits %s', (_, targeting) => {
    expect(judge(targeting, ['staff'])).toEqual([]);
  });

  it.each([
    [
      'an unknown operator',
      { if: [{ throw: ['x'] }, 'on', 'off'] },
      '/targeting/if/0/throw',
      "flagd has no operator 'throw'.",
    ],
    [
      'an unknown operator inside of a list of values',
      { if: [{ in: [1, [{ method: [1] }]] }, 'on', 'off'] },
      '/targeting/if/0/in/1/0/method',
      "flagd has no operator 'method'.",
    ],
    [
      'two operators',
      { and: [true], or: [false] },
      '/targeting',
      "A rule has one operator, but here are 'and' and 'or'.",
    ],
    [
      'a rule without an operator',
      { if: [{}, 'on'] },
      '/targeting/if/0',
      'This rule has no operator.',
    ],
    [
      'a path to a prototype',
      { if: [{ var: 'user.constructor.name' }, 'on', 'off'] },
      '/targeting/if/0/var',
      "The path 'user.constructor.name' leads to an object's prototype, which rules must not read.",
    ],
    [
      'a path with another separator',
      { if: [{ missing: ['a', '__proto__/x'] }, 'on', 'off'] },
      '/targeting/if/0/missing',
      "The path '__proto__/x' leads to an object's prototype, which rules must not read.",
    ],
    [
      'a path among others',
      { if: [{ missing_some: [1, ['a', 'prototype']] }, 'on', 'off'] },
      '/targeting/if/0/missing_some',
      "The path 'prototype' leads to an object's prototype, which rules must not read.",
    ],
    [
      'a segment that does not exist',
      { if: [{ $ref: 'stuff' }, 'on', 'off'] },
      '/targeting/if/0/$ref',
      `There is no segment "stuff"; there are 'staff'.`,
    ],
    [
      'an answer that is no variant',
      {
        if: [
          true,
          'onn',
          {
            fractional: [
              ['off', 1],
              ['of', 2],
            ],
          },
        ],
      },
      '/targeting/if/1',
      "The rule answers 'onn', which is no variant of the flag; there are 'on', 'off'.",
    ],
    [
      'a comparison that versions do not have',
      { if: [{ sem_ver: [{ var: 'v' }, '~>', '2.1.0'] }, 'on', 'off'] },
      '/targeting/if/0/sem_ver/1',
      `flagd's schema does not allow this: it must be one of "=", "!=", ">", "<", ">=", "<=", "~", "^".`,
    ],
    [
      'a number too large for JSON',
      JSON.parse('{"if": [{"==": [{"var": "a"}, 1e999]}, "on"]}'),
      '/targeting/if/0/==/1',
      'This number is too large for JSON clients.',
    ],
    [
      'a list in place of a rule',
      ['on'],
      '/targeting',
      "flagd's schema does not allow this: it must be object.",
    ],
  ])('refuses %s', (_, targeting, pointer, message) => {
    expect(judge(targeting, ['staff'])[0]).toEqual({ pointer, message });
  });

  it('refuses a rule 3,000 levels deep', () => {
    expect(judge(nest(3000))).toEqual([
      {
        pointer: expect.stringMatching(/^\/targeting(\/!\/0)+/),
        message: `This is nested more than ${admissionLimits.depth} levels deep.`,
      },
    ]);
  });

  it('refuses a list of 10,000 values', () => {
    expect(judge(listOf(10_000))).toEqual([
      {
        pointer: '/targeting/if/0/in/1',
        message: `This list has 10000 items; at most ${admissionLimits.listLength} are allowed.`,
      },
    ]);
  });

  it('refuses a rule of a megabyte, be it one text or many parts', () => {
    const text = { if: [{ in: [{ var: 'a' }, 'x'.repeat(2 ** 20)] }, 'on'] };
    expect(judge(text)).toEqual([
      {
        pointer: '/targeting',
        message: expect.stringMatching(
          /^This is 1048\d{3} bytes of JSON; at most 65536 are allowed\.$/,
        ),
      },
    ]);
    const part = { or: Array.from({ length: 400 }, () => nest(0)) };
    const parts = { or: Array.from({ length: 400 }, () => part) };
    expect(judge(parts)).toEqual([
      {
        pointer: expect.stringMatching(/^\/targeting\/or/),
        message: `Up to here there are more than ${admissionLimits.nodes} parts, which is the most that is allowed.`,
      },
    ]);
  });

  it('takes no noticeable time for the worst rule that its limits let through', () => {
    let rule: unknown = { '==': [1, { nope: 1 }] };
    for (let level = 0; level < 13; level += 1) {
      rule = { if: [rule, { and: [rule === null, 1] }, 'on'] };
    }
    const start = performance.now();
    judge(rule);
    judge(nest((admissionLimits.depth - 4) / 2));
    judge({ '!': [nest((admissionLimits.depth - 6) / 2), 3] });
    expect(performance.now() - start).toBeLessThan(500);
  });
});
