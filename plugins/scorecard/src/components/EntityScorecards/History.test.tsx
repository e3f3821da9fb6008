import type { Transition } from '@causeway/plugin-scorecard-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  createRefusal,
  createScorecardApi,
  createSummary,
} from '../../__fixtures__/scorecards';
import { renderForEntity } from '../../__testUtils__/renderPage';
import { EntityScorecards } from './EntityScorecards';

function createTransition(fields: Partial<Transition>): Transition {
  return {
    id: 1,
    scorecardId: 'readiness',
    entityRef: 'component:default/payment-service',
    ruleId: 'has-runbook',
    from: 'pass',
    to: 'fail',
    cause: 'entity',
    at: '2020-01-01T00:00:00Z',
    ...fields,
  };
}

function createApi() {
  const scorecardApi = createScorecardApi();
  scorecardApi.listScorecards.mockResolvedValue([
    createSummary(),
    createSummary({ id: 'documentation', title: 'Documentation' }),
  ]);
  scorecardApi.listTransitions.mockImplementation(async (_ref, options) =>
    options?.cursor
      ? {
          items: [
            createTransition({
              id: 3,
              scorecardId: 'gone',
              ruleId: 'old-rule',
              from: undefined,
              cause: 'rule',
            }),
          ],
        }
      : {
          items: [
            createTransition({
              id: 9,
              to: 'fail',
              actual: ['a', 1],
              cause: 'fact',
              scorecardVersion: '0123456789abcdef01234567',
            }),
            createTransition({ id: 8, from: 'unknown', to: 'pass' }),
          ],
          nextCursor: 'abc',
        },
  );
  return scorecardApi;
}

const table = { name: 'Changes of results, newest first' };

describe('History', () => {
  it('says which rule changed, from what to what, and why', async () => {
    const scorecardApi = createApi();
    renderForEntity(scorecardApi, <EntityScorecards />);
    const toHistory = await screen.findByRole('radio', { name: 'History' });
    expect(scorecardApi.listTransitions).not.toHaveBeenCalled();
    await userEvent.click(toHistory);

    const [, first, second] = within(
      await screen.findByRole('grid', table),
    ).getAllByRole('row');
    expect(
      within(first).getByRole('link', { name: 'Has a runbook' }),
    ).toHaveAttribute('href', '/scorecards/readiness/rules/has-runbook');
    expect(first).toHaveTextContent('Production readiness');
    expect(first).toHaveTextContent(/Pass.*Fail/);
    expect(first).toHaveTextContent('["a",1]');
    expect(first).toHaveTextContent('A fact about it changed');
    expect(first).toHaveTextContent('Version 0123456');
    expect(within(first).getByText(/ago$/)).toHaveAttribute(
      'dateTime',
      '2020-01-01T00:00:00Z',
    );
    expect(second).toHaveTextContent(/Unknown.*Pass/);
    expect(second).toHaveTextContent('The entity changed');
    expect(second).not.toHaveTextContent('Version');
    expect(screen.getByText(/^Query:/)).toHaveTextContent('?view=history');
  });

  it('goes on to older changes, also of what is gone', async () => {
    const scorecardApi = createApi();
    renderForEntity(scorecardApi, <EntityScorecards />, {
      search: '?view=history',
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Next page' }),
    );
    const row = await screen.findByRole('row', { name: /old-rule/ });
    expect(row).toHaveTextContent('gone');
    expect(row).toHaveTextContent('New rule');
    expect(within(row).queryByRole('link')).toBeNull();
    expect(scorecardApi.listTransitions).toHaveBeenLastCalledWith(
      'component:default/payment-service',
      { scorecardId: undefined, cursor: 'abc', limit: 25 },
    );
  });

  it('narrows to one scorecard and keeps that in the URL', async () => {
    const scorecardApi = createApi();
    renderForEntity(scorecardApi, <EntityScorecards />, {
      search: '?view=history&cursor=abc',
    });
    await userEvent.click(
      await screen.findByRole('button', { name: /Scorecard$/ }),
    );
    scorecardApi.listTransitions.mockResolvedValue({ items: [] });
    await userEvent.click(
      await screen.findByRole('option', { name: 'Documentation' }),
    );
    expect(
      await screen.findByText('Nothing of this scorecard has changed'),
    ).toBeInTheDocument();
    expect(screen.getByText(/^Query:/)).toHaveTextContent(
      '?view=history&history=documentation',
    );
    expect(scorecardApi.listTransitions).toHaveBeenLastCalledWith(
      'component:default/payment-service',
      { scorecardId: 'documentation', cursor: undefined, limit: 25 },
    );
  });

  it('says that nothing has changed yet', async () => {
    renderForEntity(createScorecardApi(), <EntityScorecards />, {
      search: '?view=history',
    });
    expect(
      await screen.findByText('Nothing has changed yet'),
    ).toBeInTheDocument();
  });

  it('says what went wrong, and loads it again on request', async () => {
    const scorecardApi = createApi();
    scorecardApi.listTransitions.mockRejectedValueOnce(
      await createRefusal(500, 'The database is away'),
    );
    renderForEntity(scorecardApi, <EntityScorecards />, {
      search: '?view=history',
    });
    expect(await screen.findByText('The database is away')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() =>
      expect(screen.getByRole('grid', table)).toBeInTheDocument(),
    );
  });
});
