import type { Entity } from '@backstage/catalog-model';
import { ResponseError } from '@backstage/errors';
import type {
  EntityScorecard,
  Rule,
  RuleOutcome,
  ScorecardSummary,
} from '@causeway/plugin-scorecard-common';
import type { ScorecardApi } from '../api';

export const paymentService: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'payment-service', namespace: 'default' },
  spec: { type: 'service' },
};

export function createRule(fields: Partial<Rule> = {}): Rule {
  return {
    id: 'has-runbook',
    name: 'Has a runbook',
    level: 'bronze',
    weight: 1,
    expression: {
      factRef: 'techdocs:default/site',
      path: '$.runbook.path',
      operator: 'exists',
    },
    position: { file: 'readiness.yaml', line: 12 },
    ...fields,
  };
}

/** Production readiness with a rule for each level and one without. */
export function createSummary(
  fields: Partial<ScorecardSummary['scorecard']> = {},
): ScorecardSummary {
  return {
    scorecard: {
      id: 'readiness',
      title: 'Production readiness',
      description: 'Whether it can be left to run.',
      levels: [
        { id: 'bronze', title: 'Bronze' },
        { id: 'silver', title: 'Silver' },
      ],
      rules: [
        createRule(),
        createRule({ id: 'has-owner', name: 'Has an owner', weight: 3 }),
        createRule({
          id: 'has-replicas',
          name: 'Runs more than once',
          level: 'silver',
          weight: 9,
        }),
        createRule({
          id: 'is-tagged',
          name: 'Has tags',
          level: undefined,
          weight: 20,
        }),
      ],
      ...fields,
    },
    version: 'v1',
    problems: [],
    source: 'readiness.yaml',
    changedAt: '2026-01-01T00:00:00Z',
  };
}

export function createOutcome(
  ruleId: string,
  fields: Partial<RuleOutcome> = {},
): RuleOutcome {
  return { ruleId, state: 'pass', isInForce: true, ...fields };
}

/** Everything passes, unless said otherwise. */
export function createResult(
  outcomes: RuleOutcome[] = [],
  fields: Partial<EntityScorecard> = {},
): EntityScorecard {
  return {
    scorecardId: 'readiness',
    scorecardVersion: 'v1',
    entityRef: 'component:default/payment-service',
    title: 'payment-service',
    score: 0.759,
    levels: createSummary().scorecard.levels,
    outcomes: createSummary().scorecard.rules.map(
      ({ id }) =>
        outcomes.find(({ ruleId }) => ruleId === id) ?? createOutcome(id),
    ),
    evaluatedAt: new Date().toISOString(),
    ...fields,
  };
}

export function createCounts(fields: { [state: string]: number } = {}) {
  return {
    pass: 0,
    fail: 0,
    'not-applicable': 0,
    exempt: 0,
    unknown: 0,
    ...fields,
  };
}

/** An API with one scorecard and no results. */
export function createScorecardApi(): jest.Mocked<ScorecardApi> {
  return {
    listScorecards: jest.fn().mockResolvedValue([createSummary()]),
    getScorecard: jest.fn().mockResolvedValue(createSummary()),
    listProblems: jest.fn().mockResolvedValue({ sources: [], faults: [] }),
    listEntityScorecards: jest.fn().mockResolvedValue([]),
    listTransitions: jest.fn().mockResolvedValue({ items: [] }),
    explainRule: jest.fn(),
    refreshEntity: jest.fn().mockResolvedValue(undefined),
    getHeatMap: jest
      .fn()
      .mockResolvedValue({ scorecards: ['readiness'], items: [] }),
    listScoredEntities: jest.fn().mockResolvedValue({ items: [] }),
    countRuleStates: jest.fn().mockResolvedValue([]),
    listEntitiesByRule: jest.fn().mockResolvedValue({ items: [] }),
    getTrend: jest.fn().mockResolvedValue([]),
    getMovers: jest.fn().mockResolvedValue({
      entitiesImproved: [],
      entitiesWorsened: [],
      rulesChanged: [],
    }),
    exportResults: jest.fn(),
  };
}

/** A refusal of the backend, as the client passes it on. */
export async function createRefusal(
  status: number,
  message: string,
): Promise<Error> {
  return ResponseError.fromResponse(
    Response.json(
      { error: { name: 'Error', message }, response: { statusCode: status } },
      { status },
    ),
  );
}
