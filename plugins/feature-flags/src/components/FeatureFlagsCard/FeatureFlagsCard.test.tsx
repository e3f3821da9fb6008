import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  createEnvironment,
  createFlag,
  createFlagsApi,
  createRefusal,
  paymentService,
} from '../../__fixtures__/flags';
import { flagsApiRef } from '../../api';
import { rootRouteRef } from '../../routes';
import { FeatureFlagsCard } from './FeatureFlagsCard';

const flagsApi = createFlagsApi();

function renderCard() {
  renderInTestApp(
    <EntityProvider entity={paymentService}>
      <FeatureFlagsCard />
    </EntityProvider>,
    {
      apis: [[flagsApiRef, flagsApi], mockApis.permission()],
      mountedRoutes: {
        '/feature-flags': rootRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
    },
  );
}

describe('FeatureFlagsCard', () => {
  it('says where a flag is on, who changed it last, and that it is stale', async () => {
    flagsApi.listFlags.mockResolvedValue({
      items: [
        createFlag({
          updatedAt: '2020-01-01T00:00:00Z',
          environments: {
            development: createEnvironment({
              updatedAt: '2020-03-01T00:00:00Z',
              updatedBy: 'user:default/grace',
            }),
          },
        }),
        createFlag({ key: 'new-receipts', kind: 'kill-switch' }),
      ],
    });
    renderCard();

    const link = await screen.findByRole('link', { name: 'checkout-v2' });
    expect(link).toHaveAttribute(
      'href',
      '/feature-flags/sets/payments/flags/checkout-v2',
    );
    // Who changed something last stands first.
    const [fresh, stale] = screen.getAllByRole('listitem');
    expect(stale).toHaveTextContent('Development: On');
    // What has no state there is off there.
    expect(stale).toHaveTextContent('Production: Off');
    expect(stale).toHaveTextContent('Stale');
    expect(within(stale).getByRole('link', { name: 'grace' })).toHaveAttribute(
      'href',
      '/catalog/default/user/grace',
    );
    expect(fresh).toHaveTextContent('Kill switch');
    expect(fresh).not.toHaveTextContent('Stale');
    expect(flagsApi.listFlags).toHaveBeenCalledWith({
      entityRef: 'component:default/payment-service',
      limit: 100,
    });
    expect(screen.queryByRole('link', { name: /^All/ })).toBeNull();
  });

  it('shows five flags and links to the rest', async () => {
    flagsApi.listFlags.mockResolvedValue({
      items: Array.from({ length: 7 }, (_, index) =>
        createFlag({ key: `flag-${index}` }),
      ),
      nextCursor: 'more',
    });
    renderCard();

    expect(
      await screen.findByRole('link', { name: 'All 7+ flags' }),
    ).toHaveAttribute(
      'href',
      '/feature-flags?entityRef=component%3Adefault%2Fpayment-service',
    );
    expect(screen.getAllByRole('listitem')).toHaveLength(5);
  });

  it('offers to create the first flag', async () => {
    flagsApi.listFlags.mockResolvedValue({ items: [] });
    renderCard();

    expect(await screen.findByText('No feature flags yet')).toBeVisible();
    expect(screen.getByRole('link', { name: 'Create a flag' })).toHaveAttribute(
      'href',
      '/feature-flags/create?entityRef=component%3Adefault%2Fpayment-service',
    );
  });

  it('says what failed and tries again', async () => {
    flagsApi.listFlags.mockRejectedValueOnce(
      await createRefusal(503, 'PostgreSQL does not answer'),
    );
    flagsApi.listFlags.mockResolvedValue({ items: [createFlag()] });
    renderCard();

    expect(
      screen.getByRole('status', { name: 'Loading feature flags' }),
    ).toBeInTheDocument();
    expect(
      await screen.findByText('PostgreSQL does not answer'),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByRole('link', { name: 'checkout-v2' }),
    ).toBeInTheDocument();
  });

  it('says that the flags may not be seen', async () => {
    flagsApi.listFlags.mockRejectedValueOnce(await createRefusal(403, 'No'));
    renderCard();
    expect(
      await screen.findByText('You are not allowed to see this'),
    ).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  });
});
