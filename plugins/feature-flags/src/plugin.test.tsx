import {
  mockApis,
  renderInTestApp,
  renderTestApp,
} from '@backstage/frontend-test-utils';
import {
  catalogApiRef,
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import {
  catalogApiMock,
  createTestEntityPage,
} from '@backstage/plugin-catalog-react/testUtils';
import { screen } from '@testing-library/react';
import defaultPlugin, {
  EntityFeatureFlagsCard,
  featureFlagsLegacyPlugin,
  featureFlagsPlugin,
  flagsApiRef,
} from '.';
import {
  createFlag,
  createFlagsApi,
  paymentService,
} from './__fixtures__/flags';
import { rootRouteRef } from './routes';

const flagsApi = createFlagsApi();
flagsApi.listFlags.mockResolvedValue({ items: [createFlag()] });

const apis = [
  [flagsApiRef, flagsApi],
  [catalogApiRef, catalogApiMock()],
  mockApis.permission(),
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
      await screen.findByRole('table', { name: 'Flags by environment' }),
    ).toBeInTheDocument();
    expect(await screen.findByText(/^Last change by/)).toBeInTheDocument();
  });

  it('adds a page with the list of flags', async () => {
    renderTestApp({
      features: [defaultPlugin],
      initialRouteEntries: ['/feature-flags'],
      apis,
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    });
    expect(
      await screen.findByRole('search', { name: 'Filters' }),
    ).toBeInTheDocument();
  });
});

describe('the legacy exports', () => {
  it('are a plugin of the old system and a card for its entity pages', async () => {
    expect(featureFlagsLegacyPlugin.getId()).toBe('feature-flags');
    expect(featureFlagsPlugin).toBe(featureFlagsLegacyPlugin);
    expect(
      [...featureFlagsLegacyPlugin.getApis()].map(({ api }) => api.id),
    ).toEqual([flagsApiRef.id]);
    expect(featureFlagsLegacyPlugin.routes.root).toBe(rootRouteRef);

    renderInTestApp(
      <EntityProvider entity={paymentService}>
        <EntityFeatureFlagsCard />
      </EntityProvider>,
      {
        apis,
        mountedRoutes: {
          '/feature-flags': rootRouteRef,
          '/catalog/:namespace/:kind/:name': entityRouteRef,
        },
      },
    );
    expect(
      await screen.findByRole('link', { name: 'checkout-v2' }),
    ).toHaveAttribute('href', '/feature-flags/sets/payments/flags/checkout-v2');
  });
});
