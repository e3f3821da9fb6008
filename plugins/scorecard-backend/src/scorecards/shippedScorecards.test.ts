import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { JsonObject } from '@backstage/types';
import {
  compileRule,
  parseRuleFile,
  type Fact,
} from '@causeway/plugin-scorecard-common';
import { component } from '../__testUtils__/entities';

const annotated = { 'backstage.io/kubernetes-id': 'ledger' };
const nothing = { workloads: 0, clusters: [], restarts: 0, isReady: true };
const one = {
  ...nothing,
  workloads: 1,
  minReplicas: 1,
  isReady: false,
  withoutReadinessProbe: ['ledger/server'],
  withoutLivenessProbe: ['ledger/server'],
  withoutLimits: ['ledger/server'],
  unpinnedImages: ['ledger:latest'],
  restarts: 12,
};
const two = { ...one, minReplicas: 2, isReady: true };
const ofWorkloads = [
  'is-deployed',
  'has-replicas',
  'all-replicas-ready',
  'has-readiness-probe',
  'has-liveness-probe',
  'has-limits',
  'images-are-pinned',
  'does-not-restart',
];

function judge(value: JsonObject, annotations: { [key: string]: string }) {
  const file = 'production-readiness.yaml';
  const { scorecard, problems } = parseRuleFile({
    text: readFileSync(resolve(__dirname, '../../scorecards', file), 'utf8'),
    file,
  });
  expect(problems).toEqual([]);
  const fact: Fact = {
    status: 'known',
    value,
    collectedAt: '2026-11-22T00:00:00Z',
    source: 'kubernetes',
  };
  return Object.fromEntries(
    (scorecard?.rules ?? [])
      .filter(({ id }) => ofWorkloads.includes(id))
      .map(rule => [
        rule.id,
        compileRule(rule).evaluate(
          {
            entity: component('ledger', { annotations }),
            facts: new Map([['kubernetes:default/workload', fact]]),
          },
          0,
        ).state,
      ]),
  );
}

function all(state: string) {
  return Object.fromEntries(ofWorkloads.map(id => [id, state]));
}

describe('production readiness', () => {
  it('judges nothing of what runs nowhere yet', () => {
    expect(judge(nothing, annotated)).toEqual(all('not-applicable'));
  });

  it('fails what does not name its workloads', () => {
    expect(judge(nothing, {})).toEqual({
      ...all('not-applicable'),
      'is-deployed': 'fail',
    });
  });

  it('fails what runs once, and everything else that is wrong with it', () => {
    expect(judge(one, annotated)).toEqual({
      ...all('fail'),
      'is-deployed': 'pass',
    });
    expect(judge(two, annotated)).toMatchObject({
      'has-replicas': 'pass',
      'all-replicas-ready': 'pass',
      'has-limits': 'fail',
    });
  });
});
