import { readFileSync } from 'fs';
import { resolve } from 'path';
import { DateTime } from 'luxon';
import { parse } from 'yaml';
import type { JsonValue } from '@backstage/types';
import { compileRule } from '../evaluation/compileRule';
import { operators } from './operators';
import { parseRuleFile } from './parseRuleFile';

interface Vector {
  operator: string;
  /** Absent if the value is missing. */
  actual?: JsonValue;
  value?: JsonValue;
  as?: string;
  result: 'pass' | 'missing' | 'empty' | 'type' | 'comparison';
}

// Frozen: a change of one of these is a change of what people's rules mean.
const vectors: Vector[] = parse(
  readFileSync(
    resolve(__dirname, '../../fixtures/golden-vectors.yaml'),
    'utf8',
  ),
);

const now = Date.parse('2026-11-22T12:00:00Z');

function evaluate({ operator, actual, value, as }: Vector) {
  const condition = {
    factRef: 'test:default/fact',
    path: '$.actual',
    operator,
    value,
    as,
  };
  const { scorecard, problems } = parseRuleFile({
    text: JSON.stringify({ rules: [{ id: 'rule', rules: [condition] }] }),
    file: 'vectors.yaml',
  });
  const rule = scorecard?.rules[0];
  if (!rule) {
    throw new Error(JSON.stringify(problems));
  }
  return compileRule(rule).evaluate(
    {
      entity: {
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Component',
        metadata: { name: 'payments' },
      },
      facts: new Map([
        [
          'test:default/fact',
          {
            status: 'known',
            value: { actual },
            collectedAt: '2026-11-22T12:00:00Z',
            source: 'test',
          },
        ],
      ]),
    },
    now,
  );
}

describe('the golden vectors of the rule language', () => {
  it('hold a pass and a failure of every operator', () => {
    for (const operator of Object.keys(operators)) {
      const results = vectors
        .filter(vector => vector.operator === operator)
        .map(({ result }) => result === 'pass');
      expect({ operator, results }).toEqual({
        operator,
        results: expect.arrayContaining([true, false]),
      });
    }
  });

  it.each(
    vectors.map(vector => ({ ...vector, written: JSON.stringify(vector) })),
  )('$written', vector => {
    const result = evaluate(vector);
    const [finding] = result.state === 'fail' ? result.findings : [];
    const outcome = finding ? finding.reason : result.state;
    expect(outcome).toBe(vector.result);
    expect(finding?.actual).toEqual(finding && vector.actual);
  });
});

describe('ages', () => {
  // luxon decides what is a time; the limit is where its reading of the same text lies.
  it.each([
    '2026-02-28T23:59:59Z',
    '2026-02-28T23:59:59.5Z',
    '2026-02-30T00:00:00Z',
    '2028-02-29T12:00:00.123Z',
    '2026-12-31T24:00:00Z',
    '2026-06-30T23:59:60Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T00:00:00+02:00',
    '2026-01-01',
    'soon',
  ])('are read from %p as luxon reads it', text => {
    const time = DateTime.fromISO(text, { zone: 'utc' });
    const fault = (age: number) =>
      operators.newerThan.compare(text, operators.newerThan.prepare('PT0S'), {
        now: (time.isValid ? time.toMillis() : 0) + age,
      });
    expect([fault(0), fault(1)]).toEqual(
      time.isValid ? [undefined, 'comparison'] : ['type', 'type'],
    );
  });
});
