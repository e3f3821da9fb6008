import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderForEntity } from '../../__testUtils__/renderPage';
import {
  createOutcome,
  createResult,
  createRule,
  createScorecardApi,
  createSummary,
  paymentService,
} from '../../__fixtures__/scorecards';
import { EntityScorecards } from './EntityScorecards';

function createApi() {
  const scorecardApi = createScorecardApi();
  scorecardApi.listScorecards.mockResolvedValue([
    createSummary({
      rules: [
        createRule({ id: 'passes', name: 'Passing rule' }),
        createRule({
          id: 'fails',
          name: 'Failing rule',
          severity: 'critical',
          remediation: {
            text: 'It is {{ actual }}, see **below**.',
            link: 'https://example.com/mend',
            template: 'template:default/add-runbook',
          },
        }),
        createRule({ id: 'unsure', name: 'Unknown rule' }),
        createRule({ id: 'excused', name: 'Exempt rule' }),
        createRule({ id: 'other', name: 'Other rule' }),
      ],
    }),
  ]);
  scorecardApi.listEntityScorecards.mockResolvedValue([
    createResult([], {
      outcomes: [
        createOutcome('passes'),
        createOutcome('fails', {
          state: 'fail',
          message: '$.spec.lifecycle is "beta".',
          actual: 'beta',
          since: '2020-01-01T00:00:00Z',
        }),
        createOutcome('unsure', {
          state: 'unknown',
          message: 'TechDocs did not answer.',
          lastKnown: { value: 7, collectedAt: '2020-01-01T00:00:00Z' },
        }),
        createOutcome('excused', { state: 'exempt' }),
        createOutcome('other', { state: 'not-applicable' }),
      ],
    }),
  ]);
  return scorecardApi;
}

function getRow(name: string): HTMLElement {
  const row = screen.getByRole('link', { name }).closest('li');
  if (!row) {
    throw new Error(`No row for ${name}`);
  }
  return row;
}

describe('EntityScorecards', () => {
  it('shows every rule with its state, what is open first', async () => {
    renderForEntity(createApi(), <EntityScorecards />);
    await screen.findByRole('region', { name: 'Production readiness' });

    expect(
      screen
        .getAllByRole('link', { name: /^\w+ rule$/ })
        .map(({ textContent }) => textContent),
    ).toEqual([
      'Failing rule',
      'Unknown rule',
      'Passing rule',
      'Exempt rule',
      'Other rule',
    ]);
    expect(getRow('Passing rule')).toHaveTextContent('Pass');
    expect(getRow('Exempt rule')).toHaveTextContent('Exempt');
    expect(getRow('Other rule')).toHaveTextContent('Not applicable');
    expect(getRow('Unknown rule')).toHaveTextContent(/Last known7.*ago/);
  });

  it('says why a rule fails, since when and how to mend it', async () => {
    renderForEntity(createApi(), <EntityScorecards />);
    expect(
      await screen.findByRole('link', { name: 'Failing rule' }),
    ).toHaveAttribute('href', '/scorecards/readiness/rules/fails');

    const row = getRow('Failing rule');
    expect(row).toHaveTextContent('since');
    expect(row).toHaveTextContent('Critical');
    expect(row).toHaveTextContent('$.spec.lifecycle is "beta".');
    expect(row).toHaveTextContent('Foundbeta');
    expect(await within(row).findByText(/^It is/)).toHaveTextContent(
      'It is beta, see below.',
    );
    expect(
      within(row).getByRole('link', {
        name: 'Fix with a template: Failing rule',
      }),
    ).toHaveAttribute('href', '/create/templates/default/add-runbook');
    expect(
      within(row).getByRole('link', { name: /^How to fix it: Failing rule/ }),
    ).toHaveAttribute('href', 'https://example.com/mend');
  });

  it('filters by state and keeps that in the URL', async () => {
    renderForEntity(createApi(), <EntityScorecards />, {
      search: '?state=fail',
    });
    expect(
      await screen.findByRole('link', { name: 'Failing rule' }),
    ).toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'Passing rule' })).toBeNull();

    await userEvent.click(screen.getByRole('button', { name: 'Unknown 1' }));
    expect(
      await screen.findByRole('link', { name: 'Unknown rule' }),
    ).toBeInTheDocument();
    expect(screen.getByText(/^Query:/)).toHaveTextContent(
      '?state=fail&state=unknown',
    );
  });

  it('explains a rule when asked', async () => {
    const scorecardApi = createApi();
    scorecardApi.explainRule.mockResolvedValue({
      scorecardId: 'readiness',
      ruleId: 'fails',
      entityRef: 'component:default/payment-service',
      outcome: createOutcome('fails', { state: 'fail' }),
      evaluatedAt: '2026-01-01T00:00:00Z',
      isApplicable: true,
      steps: {
        type: 'all',
        state: 'fail',
        steps: [
          {
            type: 'comparison',
            state: 'fail',
            message: 'It is not.',
            comparison: {
              factRef: 'catalog:default/entity_descriptor',
              path: '$.spec.lifecycle',
              operator: 'equal',
              value: 'production',
            },
          },
        ],
      },
      facts: [
        {
          factRef: 'catalog:default/entity_descriptor',
          status: 'known',
          source: 'catalog',
          collectedAt: '2026-01-01T00:00:00Z',
        },
      ],
    });
    renderForEntity(scorecardApi, <EntityScorecards />);
    await screen.findByRole('link', { name: 'Failing rule' });
    expect(scorecardApi.explainRule).not.toHaveBeenCalled();

    await userEvent.click(within(getRow('Failing rule')).getByText('Why?'));
    expect(
      await screen.findByText('$.spec.lifecycle equal "production"'),
    ).toBeInTheDocument();
    expect(screen.getByText('It is not.')).toBeInTheDocument();
    expect(getRow('Failing rule')).toHaveTextContent('from catalog');
    expect(scorecardApi.explainRule).toHaveBeenCalledWith(
      'component:default/payment-service',
      { scorecardId: 'readiness', ruleId: 'fails' },
    );
  });

  it('explains what was found if a rule is not for the entity', async () => {
    const scorecardApi = createApi();
    scorecardApi.explainRule.mockResolvedValue({
      scorecardId: 'readiness',
      ruleId: 'other',
      entityRef: 'component:default/payment-service',
      outcome: createOutcome('other', { state: 'not-applicable' }),
      evaluatedAt: '2026-01-01T00:00:00Z',
      isApplicable: false,
      steps: {
        type: 'comparison',
        state: 'fail',
        message: '$.workloads is 0.',
      },
      facts: [],
    });
    renderForEntity(scorecardApi, <EntityScorecards />);
    await screen.findByRole('link', { name: 'Other rule' });
    await userEvent.click(within(getRow('Other rule')).getByText('Why?'));
    expect(await screen.findByText('$.workloads is 0.')).toBeInTheDocument();
    expect(getRow('Other rule')).toHaveTextContent(
      'The rule is not for this entity. It is not in the score. It is for those that meet this, and this one does not:',
    );
  });

  it('has the entity evaluated on request', async () => {
    const scorecardApi = createApi();
    renderForEntity(scorecardApi, <EntityScorecards />);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Evaluate now' }),
    );
    expect(scorecardApi.refreshEntity).toHaveBeenCalledWith(
      'component:default/payment-service',
    );
  });

  it('does not offer that to whom it is not allowed', async () => {
    renderForEntity(createApi(), <EntityScorecards />, {
      // Decisions on the other one are kept for seconds.
      entity: {
        ...paymentService,
        metadata: { ...paymentService.metadata, name: 'order-service' },
      },
      denied: ['scorecard.refresh'],
    });
    await screen.findByRole('region', { name: 'Production readiness' });
    expect(
      screen.queryByRole('button', { name: 'Evaluate now' }),
    ).not.toBeInTheDocument();
  });
});
