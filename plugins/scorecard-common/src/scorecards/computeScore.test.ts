import fc from 'fast-check';
import type { RuleState } from '../evaluation/RuleResult';
import { parseRuleFile } from '../rules/parseRuleFile';
import { computeScore } from './computeScore';
import type { Scorecard } from './Scorecard';

const { scorecard } = parseRuleFile({
  text: `
levels: [bronze, silver, gold]
rules:
  - { id: a, level: bronze, weight: 1, path: $.a, operator: exists }
  - { id: b, level: silver, weight: 2, path: $.b, operator: exists }
  - { id: c, level: gold, weight: 3, path: $.c, operator: exists }
  - { id: d, weight: 4, path: $.d, operator: exists }
  - { id: e, level: bronze, weight: 8, enableOn: 2027-01-01, path: $.e, operator: exists }
`,
  file: 'readiness.yaml',
});
const readiness: Scorecard = scorecard ?? {
  id: '',
  title: '',
  levels: [],
  rules: [],
};
const before = Date.parse('2026-12-31T23:59:59Z');
const after = Date.parse('2027-01-01T00:00:00Z');
const states = ['pass', 'fail', 'not-applicable', 'exempt', 'unknown'] as const;

describe('computeScore', () => {
  it.each<[RuleState[], number, number | undefined, string | undefined]>([
    [['pass', 'pass', 'pass', 'pass', 'fail'], before, 1, 'gold'],
    [['pass', 'pass', 'pass', 'pass', 'fail'], after, 10 / 18, undefined],
    [['pass', 'pass', 'fail', 'pass', 'pass'], before, 7 / 10, 'silver'],
    [['pass', 'fail', 'pass', 'pass', 'pass'], before, 8 / 10, 'bronze'],
    [['fail', 'pass', 'pass', 'pass', 'pass'], before, 9 / 10, undefined],
    [['pass', 'pass', 'pass', 'fail', 'pass'], before, 6 / 10, 'gold'],
    [['pass', 'unknown', 'pass', 'pass', 'pass'], before, 8 / 10, 'bronze'],
    [['pass', 'exempt', 'pass', 'pass', 'pass'], before, 1, 'gold'],
    [
      ['pass', 'not-applicable', 'fail', 'pass', 'pass'],
      before,
      5 / 8,
      'silver',
    ],
    [Array(5).fill('not-applicable'), before, undefined, undefined],
    [Array(5).fill('unknown'), before, 0, undefined],
  ])('%j at %d scores %d, level %s', (results, now, value, level) => {
    expect(computeScore(readiness, results, now).value).toBe(value);
    expect(computeScore(readiness, results, now).level).toBe(level);
  });

  it('counts every state', () => {
    expect(computeScore(readiness, [...states], before).counts).toEqual({
      pass: 1,
      fail: 1,
      'not-applicable': 1,
      exempt: 1,
      unknown: 1,
    });
  });

  it('never falls when a failure becomes a pass', () => {
    const rank = (level: string | undefined) =>
      readiness.levels.findIndex(({ id }) => id === level);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...states), { minLength: 5, maxLength: 5 }),
        fc.nat(4),
        (results, index) => {
          fc.pre(results[index] === 'fail' || results[index] === 'unknown');
          const improved = results.with(index, 'pass');
          const worse = computeScore(readiness, results, after);
          const better = computeScore(readiness, improved, after);
          expect(better.value).toBeGreaterThanOrEqual(worse.value ?? 0);
          expect(rank(better.level)).toBeGreaterThanOrEqual(rank(worse.level));
        },
      ),
    );
  });
});
