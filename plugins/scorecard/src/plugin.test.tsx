import { renderTestApp } from '@backstage/frontend-test-utils';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import {
  catalogApiMock,
  createTestEntityPage,
} from '@backstage/plugin-catalog-react/testUtils';
import { screen } from '@testing-library/react';
import defaultPlugin, { scorecardApiRef } from '.';
import {
  createResult,
  createScorecardApi,
  paymentService,
} from './__fixtures__/scorecards';

const scorecardApi = createScorecardApi();
scorecardApi.listEntityScorecards.mockResolvedValue([createResult()]);

const apis = [
  [scorecardApiRef, scorecardApi],
  [catalogApiRef, catalogApiMock()],
] as const;

describe('the default export', () => {
  it('adds a card and a tab to the entity page', async () => {
    renderTestApp({
      features: [defaultPlugin],
      extensions: [createTestEntityPage({ entity: paymentService })],
      apis,
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    });

    // The test page shows both at once.
    expect(
      await screen.findByRole('link', { name: 'All rules' }),
    ).toBeInTheDocument();
    expect(
      await screen.findByRole('region', { name: 'Production readiness' }),
    ).toBeInTheDocument();
  });

  it('adds a page with the overview', async () => {
    renderTestApp({
      features: [defaultPlugin],
      initialRouteEntries: ['/scorecards'],
      apis,
    });
    expect(
      await screen.findByRole('search', { name: 'Filters' }),
    ).toBeInTheDocument();
  });
});
