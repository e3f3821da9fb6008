import {
  createOutcome,
  createResult,
  createSummary,
} from './__fixtures__/scorecards';
import { findNextStep } from './openRules';

const { scorecard } = createSummary();

describe('findNextStep', () => {
  it('is the heaviest open rule of the lowest open level', () => {
    expect(
      findNextStep(
        scorecard,
        createResult([
          createOutcome('has-runbook', { state: 'fail' }),
          createOutcome('has-owner', { state: 'unknown' }),
          createOutcome('has-replicas', { state: 'fail' }),
          createOutcome('is-tagged', { state: 'fail' }),
        ]),
      ),
    ).toMatchObject({
      rule: { id: 'has-owner' },
      outcome: { state: 'unknown' },
      level: { id: 'bronze' },
      open: 2,
    });
  });

  it('takes a rule without a level once every level is done', () => {
    const step = findNextStep(
      scorecard,
      createResult([createOutcome('is-tagged', { state: 'fail' })]),
    );
    expect(step).toMatchObject({ rule: { id: 'is-tagged' }, open: 1 });
    expect(step?.level).toBeUndefined();
  });

  it.each([
    { state: 'pass', isInForce: true },
    { state: 'exempt', isInForce: true },
    { state: 'not-applicable', isInForce: true },
    { state: 'fail', isInForce: false },
  ] as const)('asks for nothing where a rule is %j', outcome => {
    expect(
      findNextStep(
        scorecard,
        createResult([createOutcome('has-runbook', outcome)]),
      ),
    ).toBeUndefined();
  });
});
