import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderForEntity } from '../../__testUtils__/renderPage';
import {
  createOutcome,
  createRefusal,
  createResult,
  createScorecardApi,
} from '../../__fixtures__/scorecards';
import { ScorecardCard } from './ScorecardCard';

describe('ScorecardCard', () => {
  it('says level, score and what to do next', async () => {
    const scorecardApi = createScorecardApi();
    scorecardApi.listEntityScorecards.mockResolvedValue([
      createResult(
        [
          createOutcome('has-replicas', { state: 'fail' }),
          createOutcome('is-tagged', { state: 'fail' }),
        ],
        { level: 'bronze' },
      ),
    ]);
    renderForEntity(scorecardApi, <ScorecardCard />);

    expect(
      await screen.findByRole('link', { name: 'Production readiness' }),
    ).toHaveAttribute(
      'href',
      '/catalog/default/component/payment-service/scorecards?scorecard=readiness',
    );
    const row = screen.getByRole('listitem');
    expect(row).toHaveTextContent('Bronze');
    expect(row).toHaveTextContent('75 %');
    expect(row).toHaveTextContent('Fail');
    expect(row).toHaveTextContent('Next: Runs more than once for Silver');
    expect(
      screen.getByRole('meter', { name: 'Score of Production readiness' }),
    ).toHaveAttribute('aria-valuenow', '75');
    expect(scorecardApi.listEntityScorecards).toHaveBeenCalledWith(
      'component:default/payment-service',
    );
  });

  it('says that every rule is fulfilled', async () => {
    const scorecardApi = createScorecardApi();
    scorecardApi.listEntityScorecards.mockResolvedValue([
      createResult([], { score: 1, level: 'silver' }),
    ]);
    renderForEntity(scorecardApi, <ScorecardCard />);
    expect(
      await screen.findByText('Every rule is fulfilled'),
    ).toBeInTheDocument();
    expect(screen.getByText('Silver')).toBeInTheDocument();
  });

  it('tells no scorecard from none that could be loaded', async () => {
    const scorecardApi = createScorecardApi();
    scorecardApi.listEntityScorecards.mockRejectedValueOnce(
      await createRefusal(503, 'PostgreSQL does not answer'),
    );
    renderForEntity(scorecardApi, <ScorecardCard />);

    expect(
      screen.getByRole('status', { name: 'Loading scorecards' }),
    ).toBeInTheDocument();
    expect(
      await screen.findByText('PostgreSQL does not answer'),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByText('No scorecard is for this entity'),
    ).toBeInTheDocument();
  });

  it('says that the scorecards may not be seen', async () => {
    const scorecardApi = createScorecardApi();
    scorecardApi.listEntityScorecards.mockRejectedValue(
      await createRefusal(403, 'No'),
    );
    renderForEntity(scorecardApi, <ScorecardCard />);
    expect(
      await screen.findByText('You are not allowed to see this'),
    ).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  });
});
