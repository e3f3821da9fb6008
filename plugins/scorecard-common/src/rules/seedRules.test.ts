import { readFileSync } from 'fs';
import { resolve } from 'path';
import type { Entity } from '@backstage/catalog-model';
import { compileRule } from '../evaluation/compileRule';
import { parseRuleFile } from './parseRuleFile';

// The rules of the guide that this project comes from, byte for byte.
const text = readFileSync(
  resolve(__dirname, '../../fixtures/seed-rules.yaml'),
  'utf8',
);

function service(options: {
  owner?: string | null;
  annotations?: { [key: string]: string };
}): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: 'payments', annotations: options.annotations },
    spec: { type: 'service', owner: options.owner },
  };
}

function stateOf(id: string, entity: Entity) {
  const { scorecard } = parseRuleFile({ text, file: 'seed-rules.yaml' });
  const rule = scorecard?.rules.find(candidate => candidate.id === id);
  if (!rule) {
    throw new Error(`No rule '${id}'`);
  }
  return compileRule(rule).evaluate({ entity, facts: new Map() }, 0);
}

describe('the seed rules', () => {
  it('are read without a problem', () => {
    const { scorecard, problems } = parseRuleFile({
      text,
      file: 'seed-rules.yaml',
    });
    expect(problems).toEqual([]);
    expect(scorecard?.rules.map(({ id, name }) => [id, name])).toEqual([
      ['has-owner', 'Has owner'],
      ['has-techdocs', 'Has TechDocs'],
      ['has-pagerduty', 'Has PagerDuty service'],
    ]);
  });

  it.each([
    ['group:default/a', 'pass', undefined],
    ['x', 'pass', undefined],
    [undefined, 'fail', 'missing'],
    [null, 'fail', 'missing'],
    ['', 'fail', 'empty'],
  ])('find the owner %p to be a %s (%s)', (owner, state, reason) => {
    const result = stateOf('has-owner', service({ owner }));
    expect(result).toMatchObject(
      reason ? { state, findings: [{ reason, actual: owner }] } : { state },
    );
  });

  it('ask only components for an owner', () => {
    const entity = { ...service({}), kind: 'API' };
    expect(stateOf('has-owner', entity)).toEqual({ state: 'not-applicable' });
    expect(
      stateOf('has-owner', { ...service({ owner: 'a' }), kind: 'component' }),
    ).toEqual({ state: 'pass' });
  });

  it.each([
    ['dir:.', 'pass'],
    ['dir:./', 'fail'],
    ['url:https://example.com/docs', 'fail'],
  ])('find the documentation %p to be a %s', (reference, state) => {
    const entity = service({
      annotations: { 'backstage.io/techdocs-ref': reference },
    });
    expect(stateOf('has-techdocs', entity)).toMatchObject({ state });
  });

  it.each(['R0PD', '1a2b', '0', '-1', '007'])(
    'accept the PagerDuty service %p, whose length counts',
    id => {
      const entity = service({
        annotations: { 'pagerduty.com/service-id': id },
      });
      expect(stateOf('has-pagerduty', entity)).toEqual({ state: 'pass' });
    },
  );

  it('miss the PagerDuty service where there are no annotations', () => {
    expect(stateOf('has-pagerduty', service({}))).toMatchObject({
      state: 'fail',
      findings: [{ reason: 'missing' }],
    });
  });
});
