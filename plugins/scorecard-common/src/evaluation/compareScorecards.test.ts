import type { JsonObject } from '@backstage/types';
import { parseRuleFile } from '../rules/parseRuleFile';
import { compareScorecards } from './compareScorecards';

const read = (text: string) =>
  parseRuleFile({ text, file: 'readiness.yaml' }).scorecard;

const before = read(`
filter: { kind: Component }
levels: [bronze, silver]
rules:
  - { id: has-owner, level: bronze, path: $.spec.owner, operator: exists }
  - { id: has-type, path: $.spec.type, operator: exists }
`);
const after = read(`
filter: { kind: [Component, API] }
levels: [bronze, silver]
rules:
  - { id: has-owner, level: bronze, path: $.spec.owner, operator: startsWith, value: 'group:' }
  - { id: has-system, level: silver, path: $.spec.system, operator: exists }
`);

const subject = (kind: string, spec: JsonObject) => ({
  entity: {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name: 'a' },
    spec,
  },
  facts: new Map(),
});

describe('compareScorecards', () => {
  const comparison = compareScorecards({ before, after });

  it('tells which rules and which level change', () => {
    expect(
      comparison.compare(subject('Component', { owner: 'me', type: 'x' }), 0),
    ).toEqual({
      entityRef: 'component:default/a',
      rules: [
        {
          ruleId: 'has-owner',
          from: 'pass',
          to: 'fail',
          message:
            '$.spec.owner is "me"; asked is that it starts with "group:".',
        },
        {
          ruleId: 'has-system',
          from: undefined,
          to: 'fail',
          message: '$.spec.system is missing; asked is that it exists.',
        },
        { ruleId: 'has-type', from: 'pass', to: undefined },
      ],
      level: { from: 'silver', to: undefined, direction: 'down' },
      score: { from: 1, to: 0 },
    });
    expect(
      comparison.compare(subject('Component', { owner: 'group:a' }), 0)?.level,
    ).toEqual({ from: 'silver', to: 'bronze', direction: 'down' });
  });

  it('tells what a wider filter brings in', () => {
    const change = comparison.compare(
      subject('API', { owner: 'group:a', system: 's' }),
      0,
    );
    expect(change?.level).toEqual({
      from: undefined,
      to: 'silver',
      direction: 'up',
    });
    expect(change?.rules.map(({ from, to }) => [from, to])).toEqual([
      [undefined, 'pass'],
      [undefined, 'pass'],
    ]);
  });

  it('is silent where nothing changes', () => {
    expect(comparison.compare(subject('Group', {}), 0)).toBeUndefined();
    expect(
      compareScorecards({ before: after, after }).compare(
        subject('API', {}),
        0,
      ),
    ).toBeUndefined();
  });

  it('takes a scorecard that is new, or that goes', () => {
    const entity = subject('Component', { owner: 'a', type: 'b' });
    expect(
      compareScorecards({ after: before }).compare(entity, 0)?.level,
    ).toEqual({ from: undefined, to: 'silver', direction: 'up' });
    expect(compareScorecards({ before }).compare(entity, 0)?.level).toEqual({
      from: 'silver',
      to: undefined,
      direction: 'other',
    });
  });
});
