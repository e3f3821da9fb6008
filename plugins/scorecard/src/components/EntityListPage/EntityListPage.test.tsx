import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../../__testUtils__/renderPage';
import {
  createRefusal,
  createScorecardApi,
} from '../../__fixtures__/scorecards';

describe('EntityListPage', () => {
  it('narrows the list to a level, and to those below the lowest', async () => {
    const scorecardApi = createScorecardApi();
    renderPage(scorecardApi, '/readiness/entities?level=bronze');
    await screen.findByText('Nothing matches the filters');
    expect(scorecardApi.listScoredEntities).toHaveBeenCalledWith(
      'readiness',
      expect.objectContaining({ level: 'bronze' }),
    );

    await userEvent.click(screen.getByRole('button', { name: /Level$/ }));
    await userEvent.click(
      await screen.findByRole('option', { name: 'No level yet' }),
    );
    await waitFor(() =>
      expect(scorecardApi.listScoredEntities).toHaveBeenLastCalledWith(
        'readiness',
        expect.objectContaining({ level: '' }),
      ),
    );
    expect(screen.getByText(/^Query:/)).toHaveTextContent('Query: ?level=');
  });

  it('says that there is no such scorecard', async () => {
    const scorecardApi = createScorecardApi();
    scorecardApi.getScorecard.mockRejectedValue(
      await createRefusal(404, "No scorecard 'gone'"),
    );
    renderPage(scorecardApi, '/gone/entities');
    expect(await screen.findByText("No scorecard 'gone'")).toBeInTheDocument();
  });
});
