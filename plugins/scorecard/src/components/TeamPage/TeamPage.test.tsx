import { screen, within } from '@testing-library/react';
import { renderPage } from '../../__testUtils__/renderPage';
import {
  createCounts,
  createScorecardApi,
} from '../../__fixtures__/scorecards';

const path = '/teams/group/default/orders-team';
const ownerRef = 'group:default/orders-team';

describe('TeamPage', () => {
  it('shows scores, open rules and entities of the team', async () => {
    const scorecardApi = createScorecardApi();
    const rollup = { entities: 2, score: 0.5, levels: { bronze: 1, '': 1 } };
    scorecardApi.getHeatMap.mockResolvedValue({
      scorecards: ['readiness'],
      // With child groups, the group above has a row as well.
      items: ['group:default/engineering', ownerRef].map(key => ({
        key,
        cells: { readiness: { key, ...rollup } },
      })),
    });
    scorecardApi.countRuleStates.mockResolvedValue([
      { ruleId: 'has-runbook', counts: createCounts({ fail: 2 }) },
    ]);
    scorecardApi.listScoredEntities.mockResolvedValue({
      items: [
        {
          entityRef: 'component:default/order-service',
          title: 'order-service',
          kind: 'component',
          tags: [],
          ownerRef,
          score: 0.25,
          level: 'bronze',
          evaluatedAt: '2026-01-01T00:00:00Z',
        },
      ],
    });
    renderPage(scorecardApi, `${path}?nested=true`);

    const scores = await screen.findByRole('table', {
      name: 'Scorecards of the team',
    });
    expect(within(scores).getByRole('link', { name: '50 %' })).toBeVisible();
    expect(within(scores).queryByText('engineering')).toBeNull();
    expect(
      await screen.findByRole('link', { name: 'Has a runbook' }),
    ).toHaveAttribute(
      'href',
      '/scorecards/readiness/rules/has-runbook?owner=group%3Adefault%2Forders-team&nested=true',
    );
    const row = await screen.findByRole('row', { name: /order-service/ });
    expect(row).toHaveTextContent('25 %');
    expect(row).toHaveTextContent('Bronze');
    expect(scorecardApi.listScoredEntities).toHaveBeenCalledWith(
      'readiness',
      expect.objectContaining({ owner: [ownerRef], nested: true }),
    );
  });

  it('says that nothing of the team is scored', async () => {
    renderPage(createScorecardApi(), path);
    expect(
      await screen.findByText('Nothing of this team is scored'),
    ).toBeInTheDocument();
  });
});
