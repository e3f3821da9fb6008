import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../../__testUtils__/renderPage';
import {
  createCounts,
  createRefusal,
  createScorecardApi,
  createSummary,
} from '../../__fixtures__/scorecards';

function createApi() {
  const scorecardApi = createScorecardApi();
  scorecardApi.listScorecards.mockResolvedValue([
    createSummary(),
    createSummary({ id: 'documentation', title: 'Documentation', levels: [] }),
  ]);
  scorecardApi.getHeatMap.mockResolvedValue({
    scorecards: ['readiness', 'documentation'],
    items: [
      {
        key: 'group:default/orders-team',
        cells: {
          readiness: {
            key: 'group:default/orders-team',
            entities: 4,
            score: 0.5,
            levels: { bronze: 4 },
          },
        },
      },
    ],
  });
  scorecardApi.countRuleStates.mockResolvedValue([
    { ruleId: 'has-owner', counts: createCounts({ fail: 1, pass: 9 }) },
    { ruleId: 'has-runbook', counts: createCounts({ fail: 142, unknown: 2 }) },
  ]);
  return scorecardApi;
}

describe('OverviewPage', () => {
  it('sets scorecards against teams, with figures that lead on', async () => {
    renderPage(createApi(), '');
    const heatMap = await screen.findByRole('table', { name: /^Mean score/ });

    expect(
      within(heatMap).getByRole('columnheader', { name: 'Documentation' }),
    ).toBeInTheDocument();
    const row = within(heatMap).getByRole('row', { name: /orders-team/ });
    expect(
      within(row).getByRole('link', { name: 'orders-team' }),
    ).toHaveAttribute('href', '/scorecards/teams/group/default/orders-team');
    expect(within(row).getByRole('link', { name: '50 %' })).toHaveAttribute(
      'href',
      '/scorecards/readiness/entities?owner=group%3Adefault%2Forders-team',
    );
    expect(row).toHaveTextContent('4 entities');
    // No entity of the team is scored by the other one.
    expect(within(row).getAllByRole('cell')[1]).toHaveTextContent(/^–$/);
  });

  it('takes what it shows from the URL', async () => {
    const scorecardApi = createApi();
    renderPage(
      scorecardApi,
      '?by=system&scorecard=documentation&owner=group:default/a&owner=group:default/b&system=&nested=true&tag=go&days=90&query=pay&cursor=abc',
    );
    await screen.findByRole('heading', { name: 'Documentation' });
    const selection = {
      owner: ['group:default/a', 'group:default/b'],
      system: '',
      nested: true,
    };
    await waitFor(() =>
      expect(scorecardApi.getHeatMap).toHaveBeenCalledWith(
        expect.objectContaining({
          ...selection,
          by: 'system',
          tag: 'go',
          query: 'pay',
          cursor: 'abc',
        }),
      ),
    );
    expect(scorecardApi.getTrend).toHaveBeenCalledWith('documentation', {
      ...selection,
      domain: undefined,
      days: 90,
    });
    expect(scorecardApi.getMovers).toHaveBeenCalledWith(
      'documentation',
      expect.objectContaining({ ...selection, tag: 'go', days: 90 }),
    );
  });

  it('keeps what the user chooses in the URL', async () => {
    const scorecardApi = createApi();
    renderPage(scorecardApi, '?cursor=abc');
    await screen.findByRole('table', { name: /^Mean score/ });

    await userEvent.click(await screen.findByRole('button', { name: /By$/ }));
    await userEvent.click(await screen.findByRole('option', { name: 'Tag' }));
    await userEvent.click(screen.getByRole('button', { name: /Owner$/ }));
    await userEvent.click(
      await screen.findByRole('option', { name: 'orders-team' }),
    );
    await waitFor(() =>
      expect(scorecardApi.getHeatMap).toHaveBeenLastCalledWith(
        expect.objectContaining({
          by: 'tag',
          owner: ['group:default/orders-team'],
          cursor: undefined,
        }),
      ),
    );
    expect(screen.getByText(/^Query:/)).toHaveTextContent(
      'Query: ?by=tag&owner=group%3Adefault%2Forders-team',
    );
  });

  it('lists rules by how many fail them, each leading to those', async () => {
    renderPage(createApi(), '?owner=group:default/a');
    const table = await screen.findByRole('table', {
      name: 'How many entities are in which state',
    });
    const [, first] = within(table).getAllByRole('row');
    expect(first).toHaveTextContent('Has a runbook');
    expect(
      within(first).getByRole('link', { name: 'Fail 142' }),
    ).toHaveAttribute(
      'href',
      '/scorecards/readiness/rules/has-runbook?owner=group%3Adefault%2Fa&state=fail',
    );
  });

  it('tells work on entities from edits of rules', async () => {
    const scorecardApi = createApi();
    scorecardApi.getMovers.mockResolvedValue({
      entitiesImproved: [
        {
          entityRef: 'component:default/cart-service',
          title: 'cart-service',
          score: 0.9,
          improved: 3,
          worsened: 0,
        },
      ],
      entitiesWorsened: [],
      rulesChanged: [
        {
          ruleId: 'has-runbook',
          improved: 0,
          worsened: 12,
          changedAt: '2026-01-01T00:00:00Z',
        },
      ],
    });
    renderPage(scorecardApi, '');
    const improved = await screen.findByRole('list', {
      name: 'Entities improved',
    });
    expect(improved).toHaveTextContent('cart-service3 rules better90 %');
    const changed = screen.getByRole('list', { name: 'Rules changed' });
    expect(changed).toHaveTextContent('Has a runbook12 entities worse');
    expect(screen.getByText('None in this period')).toBeInTheDocument();
  });

  it('gives the trend as figures, too', async () => {
    const scorecardApi = createApi();
    scorecardApi.getTrend.mockResolvedValue([
      { day: '2026-01-01', entities: 10, score: 0.4, levels: { bronze: 3 } },
      { day: '2026-01-02', entities: 11, score: 0.5, levels: { bronze: 4 } },
    ]);
    renderPage(scorecardApi, '');
    await userEvent.click(await screen.findByText('Figures'));
    const row = screen.getByRole('row', { name: /2026-01-02/ });
    expect(
      within(row)
        .getAllByRole('cell')
        .map(({ textContent }) => textContent),
    ).toEqual(['50 %', '4', '0', '11']);
  });

  it('names what does not work', async () => {
    const scorecardApi = createApi();
    scorecardApi.listProblems.mockResolvedValue({
      sources: [
        {
          source: 'a.yaml',
          problems: [
            { file: 'a.yaml', line: 7, message: "Unknown operator 'is'" },
          ],
        },
      ],
      faults: [
        {
          type: 'fact',
          factRef: 'kubernetes:default/workload',
          message: 'It did not answer within 30 s',
          entities: 3,
        },
      ],
    });
    renderPage(scorecardApi, '');
    expect(await screen.findByText('2 things do not work')).toBeInTheDocument();
    expect(
      screen.getByText("a.yaml:7 Unknown operator 'is'"),
    ).toBeInTheDocument();
    expect(
      screen.getByText(
        'Fact kubernetes:default/workload: It did not answer within 30 s (3 entities affected)',
      ),
    ).toBeInTheDocument();
  });

  it('tells no results from none that match', async () => {
    const scorecardApi = createApi();
    scorecardApi.getHeatMap.mockResolvedValue({ scorecards: [], items: [] });
    renderPage(scorecardApi, '?tag=go');
    expect(
      await screen.findByText('Nothing matches the filters'),
    ).toBeInTheDocument();
    const [clear] = screen.getAllByRole('button', { name: 'Clear filters' });
    await userEvent.click(clear);
    expect(
      await screen.findByText('No entity has been scored yet'),
    ).toBeInTheDocument();
  });

  it('says that there are no scorecards', async () => {
    const scorecardApi = createScorecardApi();
    scorecardApi.listScorecards.mockResolvedValue([]);
    renderPage(scorecardApi, '');
    expect(await screen.findByText('No scorecards yet')).toBeInTheDocument();
  });

  it('says that they may not be seen', async () => {
    const scorecardApi = createScorecardApi();
    scorecardApi.listScorecards.mockRejectedValue(
      await createRefusal(403, 'No'),
    );
    renderPage(scorecardApi, '');
    expect(
      await screen.findByText('You are not allowed to see this'),
    ).toBeInTheDocument();
  });
});
