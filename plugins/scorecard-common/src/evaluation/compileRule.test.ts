import { parseRuleFile } from '../rules/parseRuleFile';
import { compileRule } from './compileRule';
import { describeResult } from './describeResult';
import type { Fact } from './Fact';

const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'payments', tags: ['java'] },
  spec: { type: 'service', owner: 'group:default/a', replicas: 2, maximum: 3 },
  relations: [
    { type: 'dependsOn', targetRef: 'resource:default/a' },
    { type: 'dependsOn', targetRef: 'resource:default/b' },
    { type: 'ownedBy', targetRef: 'group:default/a' },
  ],
};

const failedSource: Fact = {
  status: 'unknown',
  message: 'The cluster did not answer within 10 seconds',
  source: 'kubernetes',
  lastKnown: {
    status: 'known',
    value: { restarts: 1 },
    collectedAt: '2026-11-21T00:00:00Z',
    source: 'kubernetes',
  },
};

function evaluate(conditions: string) {
  const { scorecard, problems } = parseRuleFile({
    text: `rules: [{ id: rule, ${conditions} }]`,
    file: 'rules.yaml',
  });
  const rule = scorecard?.rules[0];
  if (!rule) {
    throw new Error(JSON.stringify(problems));
  }
  return compileRule(rule).evaluate(
    {
      entity,
      facts: new Map<string, Fact>([
        ['kubernetes:default/workload', failedSource],
        [
          'ci:default/build',
          {
            status: 'known',
            value: { coverage: 81, target: 80 },
            collectedAt: '2026-11-22T00:00:00Z',
            source: 'ci',
          },
        ],
      ]),
    },
    0,
  );
}

const pass = '{ path: $.spec.owner, operator: exists }';
const fail = '{ path: $.spec.system, operator: exists }';
const unknown =
  '{ factRef: "kubernetes:default/workload", path: $.restarts, operator: lessThan, value: 3 }';

describe('compileRule', () => {
  it.each([
    [`all: [${pass}, ${pass}]`, 'pass'],
    [`all: [${pass}, ${fail}]`, 'fail'],
    [`all: [${pass}, ${unknown}]`, 'unknown'],
    [`all: [${unknown}, ${fail}]`, 'fail'],
    [`any: [${fail}, ${pass}]`, 'pass'],
    [`any: [${fail}, ${fail}]`, 'fail'],
    [`any: [${unknown}, ${fail}]`, 'unknown'],
    [`any: [${fail}, ${unknown}]`, 'unknown'],
    [`any: [${unknown}, ${pass}]`, 'pass'],
    [`not: ${fail}`, 'pass'],
    [`not: ${pass}`, 'fail'],
    [`not: ${unknown}`, 'unknown'],
    [`not: { any: [${fail}, { not: ${pass} }] }`, 'pass'],
    [`rules: [${pass}, ${fail}]`, 'fail'],
    [`rules: ${pass}`, 'pass'],
    [`when: ${pass}, rules: ${pass}`, 'pass'],
    [`when: ${pass}, rules: ${fail}`, 'fail'],
    [`when: ${fail}, rules: ${fail}`, 'not-applicable'],
    [`when: ${fail}, rules: ${unknown}`, 'not-applicable'],
    [`when: ${unknown}, rules: ${fail}`, 'unknown'],
    [`when: [${pass}, ${fail}], rules: ${fail}`, 'not-applicable'],
    [`when: { any: [${pass}, ${fail}] }, rules: ${fail}`, 'fail'],
  ])('%s', (conditions, state) => {
    expect(evaluate(conditions).state).toBe(state);
  });

  it('counts relations of a type', () => {
    const states = ['dependsOn', 'ownedBy', 'partOf'].map(
      relation =>
        evaluate(`relation: ${relation}, operator: greaterThan, value: 1`)
          .state,
    );
    expect(states).toEqual(['pass', 'fail', 'fail']);
  });

  it('compares two values of one fact', () => {
    const condition =
      'factRef: "ci:default/build", path: $.coverage, operator: greaterThan, valuePath:';
    expect(evaluate(`${condition} $.target`).state).toBe('pass');
    expect(evaluate(`${condition} $.missing`)).toMatchObject({
      state: 'fail',
      findings: [{ reason: 'missing' }],
    });
    expect(
      evaluate(
        'path: $.spec.replicas, operator: lessThan, valuePath: $.spec.maximum',
      ).state,
    ).toBe('pass');
    expect(
      evaluate(
        'path: $.spec.owner, operator: matches, valuePath: $.spec.replicas',
      ),
    ).toMatchObject({ state: 'fail', findings: [{ reason: 'type' }] });
  });

  it('is unknown, with what was known before, if a source failed', () => {
    const result = evaluate(`rules: [${unknown}]`);
    expect(result).toMatchObject({
      state: 'unknown',
      factRef: 'kubernetes:default/workload',
      fact: { lastKnown: { value: { restarts: 1 } } },
    });
    expect(describeResult(result)).toBe(
      'The cluster did not answer within 10 seconds.',
    );
  });

  it('is unknown if no source has given the fact', () => {
    expect(
      evaluate('factRef: a:default/b, path: $.c, operator: exists'),
    ).toMatchObject({
      state: 'unknown',
      message: "No source gave the fact 'a:default/b' of this entity",
    });
  });

  it('is unknown if evaluating it breaks', () => {
    const { scorecard } = parseRuleFile({
      text: 'rules: [{ id: rule, path: $.spec.owner, operator: exists }]',
      file: 'rules.yaml',
    });
    const [rule] = scorecard?.rules ?? [];
    const broken = {
      ...entity,
      get spec(): never {
        throw new Error('no spec today');
      },
    };
    expect(
      compileRule(rule).evaluate({ entity: broken, facts: new Map() }, 0),
    ).toEqual({
      state: 'unknown',
      message: "The rule 'rule' cannot be evaluated: no spec today",
    });
  });

  it('reads the facts that decide whether it is for an entity, and says what they were', () => {
    const conditions =
      'when: { factRef: "ci:default/build", path: $.coverage, operator: greaterThan, value: 90 }, path: $.spec.owner, operator: exists';
    const { scorecard } = parseRuleFile({
      text: `rules: [{ id: rule, ${conditions} }]`,
      file: 'rules.yaml',
    });
    const [rule] = scorecard?.rules ?? [];
    expect(compileRule(rule).factRefs).toEqual(['ci:default/build']);
    expect(describeResult(evaluate(conditions))).toBe(
      'The rule is not for this entity. $.coverage is 81; asked is that it is greater than 90.',
    );
  });

  it('says what it found and what was asked', () => {
    expect(
      describeResult(
        evaluate(
          `all: [${fail}, { path: $.spec.type, operator: in, value: [website] }]`,
        ),
      ),
    ).toBe(
      '$.spec.system is missing; asked is that it exists. $.spec.type is "service"; asked is that it is one of ["website"].',
    );
    expect(describeResult(evaluate(`not: ${pass}`))).toContain(
      '"group:default/a"',
    );
  });
});
