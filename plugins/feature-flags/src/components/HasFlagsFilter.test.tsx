import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import {
  catalogApiRef,
  EntityKindPicker,
  EntityListProvider,
  useEntityList,
} from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { HasFlagsFilter } from './HasFlagsFilter';

function Names() {
  const { entities, loading } = useEntityList();
  return (
    <p>
      {loading
        ? 'Loading'
        : `Entities: ${entities.map(entity => entity.metadata.name).join(' ')}`}
    </p>
  );
}

function renderFilter(search = '') {
  const entity = (name: string, annotations: { [name: string]: string }) => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, annotations },
  });
  renderInTestApp(
    <EntityListProvider>
      <EntityKindPicker initialFilter="component" hidden />
      <HasFlagsFilter />
      <Names />
    </EntityListProvider>,
    {
      apis: [
        [
          catalogApiRef,
          catalogApiMock({
            entities: [
              entity('flagged', { 'causeway.io/has-feature-flags': 'true' }),
              entity('plain', {}),
            ],
          }),
        ],
        mockApis.storage(),
      ],
      initialRouteEntries: [`/${search}`],
    },
  );
}

describe('HasFlagsFilter', () => {
  it('narrows the catalog while it is ticked', async () => {
    renderFilter();
    expect(
      await screen.findByText('Entities: flagged plain'),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('checkbox', { name: 'Has feature flags' }),
    );
    expect(await screen.findByText('Entities: flagged')).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('checkbox', { name: 'Has feature flags' }),
    );
    await waitFor(() =>
      expect(screen.getByText('Entities: flagged plain')).toBeInTheDocument(),
    );
  });

  it('takes its state from the URL', async () => {
    renderFilter('?filters[hasFeatureFlags]=true');
    expect(await screen.findByText('Entities: flagged')).toBeInTheDocument();
    expect(
      screen.getByRole('checkbox', { name: 'Has feature flags' }),
    ).toBeChecked();
  });
});
