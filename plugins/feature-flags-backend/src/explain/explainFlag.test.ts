import { mockServices } from '@backstage/backend-test-utils';
import type { EvaluationContext } from '@openfeature/core';
import type {
  ExplanationStep,
  Prerequisite,
} from '@causeway/plugin-feature-flags-common';
import { FlagSnapshots } from '../evaluation/FlagSnapshots';
import { createRandom } from '../evaluation/__testUtils__/createRandom';
import { explainFlag } from './explainFlag';

const scope = { flagSet: 'shop', environment: 'production' };

describe('explainFlag', () => {
  it('shows the steps that decided, with their operands and results', async () => {
    const snapshots = await createSnapshots({
      targeting: {
        if: [
          { and: [{ $ref: 'staff' }, { '==': [{ var: 'plan' }, 'gold'] }] },
          'on',
          {
            fractional: [
              ['on', 25],
              ['off', 75],
            ],
          },
        ],
      },
    });

    const explanation = explainFlag(snapshots, {
      ...scope,
      flagKey: 'checkout',
      context: { targetingKey: 'ada', email: 'ada@example.com', plan: 'gold' },
    });

    expect(explanation).toEqual({
      result: {
        value: expect.any(Boolean),
        variant: expect.stringMatching(/^(on|off)$/),
        reason: 'TARGETING_MATCH',
      },
      bucket: expect.any(Number),
      prerequisites: [],
      steps: [
        {
          pointer: '/if',
          operator: 'if',
          operands: [false, explanation.result.variant],
          result: explanation.result.variant,
          children: [
            {
              pointer: '/if/0/and',
              operator: 'and',
              operands: [false],
              result: false,
              children: [
                {
                  pointer: '/if/0/and/0/$ref',
                  operator: '$ref',
                  operands: ['staff'],
                  result: false,
                  children: [
                    {
                      pointer: '/$evaluators/staff/ends_with',
                      operator: 'ends_with',
                      operands: ['ada@example.com', '@harborline.example'],
                      result: false,
                      children: [
                        {
                          pointer: '/$evaluators/staff/ends_with/0/var',
                          operator: 'var',
                          operands: ['email'],
                          result: 'ada@example.com',
                          children: [],
                        },
                      ],
                    },
                  ],
                },
              ],
            },
            {
              pointer: '/if/2/fractional',
              operator: 'fractional',
              operands: [
                ['on', 25],
                ['off', 75],
              ],
              result: explanation.result.variant,
              children: [],
            },
          ],
        },
      ],
    });
    const isOn = (explanation.bucket ?? NaN) < 25;
    expect(explanation.result.variant).toBe(isOn ? 'on' : 'off');
  });

  it('tells why an operator gave up', async () => {
    const snapshots = await createSnapshots({
      targeting: {
        fractional: [
          ['on', 50],
          ['off', 50],
        ],
      },
    });

    const { result, steps, bucket } = explainFlag(snapshots, {
      ...scope,
      flagKey: 'checkout',
      context: {},
    });

    expect(result).toEqual({ value: false, variant: 'off', reason: 'DEFAULT' });
    expect(steps[0]).toMatchObject({
      result: null,
      note: 'Missing targetingKey property, cannot perform fractional targeting',
    });
    expect(bucket).toBeUndefined();
  });

  it('puts contexts into buckets as flagd does', async () => {
    const weights = [0.01, 12.34, 50, 37.65];
    const snapshots = await createSnapshots({
      targeting: {
        fractional: weights.map((weight, index) => [
          `v${index}`,
          Math.round(weight * 100),
        ]),
      },
    });
    const buckets: number[] = [];
    for (let user = 0; user < 200; user++) {
      const { bucket = NaN, steps } = explainFlag(snapshots, {
        ...scope,
        flagKey: 'checkout',
        context: { targetingKey: `user-${user}` },
      });
      buckets.push(bucket);
      const ends = [0.01, 12.35, 62.35, 100];
      const index = ends.findIndex(end => bucket < end);
      expect({ user, result: steps[0].result }).toEqual({
        user,
        result: `v${index}`,
      });
    }
    expect(Math.min(...buckets)).toBeGreaterThanOrEqual(0);
    expect(new Set(buckets).size).toBeGreaterThan(190);
  });

  it('names the prerequisite that is not met', async () => {
    const snapshots = await createSnapshots({
      targeting: { '==': [1, 1] },
      prerequisites: [{ flagKey: 'payments', variants: ['on'] }],
    });
    const ask = (context: EvaluationContext) =>
      explainFlag(snapshots, { ...scope, flagKey: 'checkout', context });

    expect(ask({ country: 'NO' })).toEqual({
      result: { reason: 'DISABLED' },
      steps: [],
      prerequisites: [
        {
          flagKey: 'payments',
          variants: ['on'],
          variant: 'off',
          isMet: false,
        },
      ],
    });
    expect(ask({ country: 'SE' }).prerequisites[0]).toMatchObject({
      variant: 'on',
      isMet: true,
    });
  });

  it('tries a rule that is not saved', async () => {
    const snapshots = await createSnapshots({});
    const ask = (targeting?: unknown) =>
      explainFlag(snapshots, {
        ...scope,
        flagKey: 'checkout',
        context: { plan: 'gold' },
        targeting,
      }).result;

    expect(ask()).toEqual({ value: false, variant: 'off', reason: 'STATIC' });
    expect(ask({ if: [{ '==': [{ var: 'plan' }, 'gold'] }, 'on'] })).toEqual({
      value: true,
      variant: 'on',
      reason: 'TARGETING_MATCH',
    });
    expect(ask({ unknown_operator: [] })).toMatchObject({
      reason: 'ERROR',
      errorCode: 'PARSE_ERROR',
    });
  });

  it('refuses what is not there or not a context', async () => {
    const snapshots = await createSnapshots({});

    expect(() =>
      explainFlag(snapshots, { ...scope, flagKey: 'nothing', context: {} }),
    ).toThrow("No feature flag with key 'nothing' in 'shop'");
    expect(() =>
      explainFlag(snapshots, { ...scope, flagKey: 'checkout', context: [] }),
    ).toThrow('The context is not an object');
  });

  it('agrees with the evaluation for generated rules and contexts', async () => {
    const random = createRandom(42);
    const kinds = new Set<string>();
    for (let round = 0; round < 400; round++) {
      const targeting = random.rule();
      const snapshots = await createSnapshots({ targeting });
      const snapshot = snapshots.get(scope.flagSet, scope.environment);
      const flag = snapshot?.flags.get('checkout');
      for (let turn = 0; turn < 5; turn++) {
        const context = random.context();
        const { result, steps } = explainFlag(snapshots, {
          ...scope,
          flagKey: 'checkout',
          context,
        });
        const evaluated = flag?.featureFlag?.evaluate(context);
        const note = JSON.stringify({ targeting, context });
        kinds.add(result.reason);

        expect({
          note,
          value: result.value,
          variant: result.variant,
          reason: result.reason,
        }).toEqual({
          note,
          value: evaluated?.value,
          variant: evaluated?.variant,
          reason: evaluated?.reason,
        });
        // What the steps come to, without regard to the result above them.
        const [step] = steps;
        const outcome = step?.result ?? undefined;
        const isMatch = evaluated?.reason === 'TARGETING_MATCH';
        const isFailure = evaluated?.reason === 'ERROR';
        expect({ note, outcome: isFailure || outcome }).toEqual({
          note,
          outcome: isFailure || (isMatch ? evaluated.variant : undefined),
        });
        for (const branch of allSteps(steps)) {
          expectBranchToDecide(branch);
        }
      }
    }
    expect(kinds).toEqual(new Set(['TARGETING_MATCH', 'DEFAULT', 'ERROR']));
  });
});

/** What `if`, `and` and `or` result in is the last of the operands they looked at. */
function expectBranchToDecide({ operator, operands, result }: ExplanationStep) {
  const isEndless = operator === 'if' && result === null;
  if (['if', 'and', 'or'].includes(operator) && !isEndless) {
    expect(operands?.at(-1)).toEqual(result);
  }
}

function allSteps(steps: ExplanationStep[]): ExplanationStep[] {
  return steps.flatMap(step => [step, ...allSteps(step.children)]);
}

async function createSnapshots(options: {
  targeting?: unknown;
  prerequisites?: Prerequisite[];
}): Promise<FlagSnapshots> {
  const { targeting, prerequisites = [] } = options;
  const snapshots = new FlagSnapshots({
    logger: mockServices.logger.mock(),
    environments: ['production'],
  });
  const variants = { on: true, off: false };
  await snapshots.replace({
    name: 'shop',
    entityRef: 'component:default/shop',
    revision: 1,
    flags: [
      {
        key: 'checkout',
        variants,
        prerequisites,
        environments: {
          production: { state: 'ENABLED', defaultVariant: 'off', targeting },
        },
      },
      {
        key: 'payments',
        variants,
        prerequisites: [],
        environments: {
          production: {
            state: 'ENABLED',
            defaultVariant: 'off',
            targeting: {
              if: [{ in: [{ var: 'country' }, ['SE', 'DK']] }, 'on', 'off'],
            },
          },
        },
      },
    ],
    segments: [
      {
        name: 'staff',
        targeting: { ends_with: [{ var: 'email' }, '@harborline.example'] },
      },
    ],
  });
  return snapshots;
}
