import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  catalogApiRef,
  EntityKindPicker,
  EntityListProvider,
  useEntityList,
} from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { scorecardApiRef, type ScorecardApi } from '../../api';
import {
  createScorecardApi,
  createSummary,
} from '../../__fixtures__/scorecards';
import { LevelFilter } from './LevelFilter';

function component(name: string, level?: string) {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      namespace: 'default',
      ...(level && { labels: { 'scorecard.causeway.io/readiness': level } }),
    },
  };
}

function Entities() {
  const { entities } = useEntityList();
  return (
    <p>Found: {entities.map(({ metadata }) => metadata.name).join(' ')}</p>
  );
}

function renderCatalog(scorecardApi: ScorecardApi, search = ''): void {
  renderInTestApp(
    <EntityListProvider pagination={{ mode: 'cursor' }}>
      <EntityKindPicker initialFilter="component" hidden />
      <LevelFilter />
      <Entities />
    </EntityListProvider>,
    {
      apis: [
        [scorecardApiRef, scorecardApi],
        [
          catalogApiRef,
          catalogApiMock({
            entities: [
              component('cart', 'silver'),
              component('ledger', 'none'),
              component('library'),
            ],
          }),
        ],
      ],
      initialRouteEntries: [`/${search}`],
    },
  );
}

describe('LevelFilter', () => {
  it('narrows the catalog to a level, and widens it again', async () => {
    renderCatalog(createScorecardApi());
    expect(
      await screen.findByText('Found: cart ledger library'),
    ).toBeInTheDocument();
    await userEvent.click(
      await screen.findByRole('button', { name: /Scorecard level$/ }),
    );
    expect(
      screen.getAllByRole('option').map(({ textContent }) => textContent),
    ).toEqual([
      'Any',
      'Silver, Production readiness',
      'Bronze, Production readiness',
      'No level yet, Production readiness',
    ]);
    await userEvent.click(
      screen.getByRole('option', { name: 'Silver, Production readiness' }),
    );
    expect(await screen.findByText('Found: cart')).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: /Scorecard level$/ }),
    );
    await userEvent.click(screen.getByRole('option', { name: 'Any' }));
    expect(
      await screen.findByText('Found: cart ledger library'),
    ).toBeInTheDocument();
  });

  it('takes its choice from the URL', async () => {
    renderCatalog(
      createScorecardApi(),
      '?filters[scorecardLevel]=readiness/none',
    );
    expect(await screen.findByText('Found: ledger')).toBeInTheDocument();
    expect(
      await screen.findByRole('button', {
        name: /^No level yet, Production readiness/,
      }),
    ).toBeInTheDocument();
  });

  it('is absent where no scorecard has levels, and where they cannot be read', async () => {
    const scorecardApi = createScorecardApi();
    scorecardApi.listScorecards.mockResolvedValue([
      createSummary({ levels: [] }),
    ]);
    renderCatalog(scorecardApi);
    expect(await screen.findByText(/^Found: cart/)).toBeInTheDocument();
    expect(screen.queryByText('Scorecard level')).toBeNull();
  });
});
