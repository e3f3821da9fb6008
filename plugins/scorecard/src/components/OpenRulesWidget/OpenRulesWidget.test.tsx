import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { screen } from '@testing-library/react';
import {
  createCounts,
  createScorecardApi,
} from '../../__fixtures__/scorecards';
import { scorecardApiRef, type ScorecardApi } from '../../api';
import { rootRouteRef } from '../../routes';
import { OpenRulesWidget } from './OpenRulesWidget';

function renderWidget(
  scorecardApi: ScorecardApi,
  ownershipEntityRefs = ['user:default/ada', 'group:default/orders-team'],
) {
  renderInTestApp(<OpenRulesWidget />, {
    apis: [
      [scorecardApiRef, scorecardApi],
      mockApis.identity({
        userEntityRef: 'user:default/ada',
        ownershipEntityRefs,
      }),
    ],
    mountedRoutes: { '/scorecards': rootRouteRef },
  });
}

describe('OpenRulesWidget', () => {
  it('lists what would help the services of the user most', async () => {
    const scorecardApi = createScorecardApi();
    scorecardApi.countRuleStates.mockResolvedValue([
      { ruleId: 'has-runbook', counts: createCounts({ fail: 4 }) },
      { ruleId: 'has-owner', counts: createCounts({ fail: 2 }) },
      { ruleId: 'has-replicas', counts: createCounts({ pass: 6 }) },
    ]);
    renderWidget(scorecardApi);

    expect(
      await screen.findByRole('link', { name: 'Has an owner' }),
    ).toHaveAttribute(
      'href',
      '/scorecards/readiness/rules/has-owner?owner=group%3Adefault%2Forders-team',
    );
    // Two times weight 3 is more than four times weight 1.
    const [first, second, ...others] = screen.getAllByRole('listitem');
    expect(first).toHaveTextContent('Has an owner');
    expect(first).toHaveTextContent('2 services');
    expect(second).toHaveTextContent('Has a runbook');
    expect(others).toHaveLength(0);
    expect(scorecardApi.countRuleStates).toHaveBeenCalledWith('readiness', {
      owner: ['group:default/orders-team'],
    });
  });

  it('says that nothing is open', async () => {
    renderWidget(createScorecardApi());
    expect(await screen.findByText('Nothing is open')).toBeInTheDocument();
  });

  it('says that the user is in no team', async () => {
    renderWidget(createScorecardApi(), ['user:default/ada']);
    expect(await screen.findByText('You are in no team')).toBeInTheDocument();
  });
});
