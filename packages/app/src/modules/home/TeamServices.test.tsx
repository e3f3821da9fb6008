import type { Entity } from '@backstage/catalog-model';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { TeamServices } from './TeamServices';

function createService(name: string, owner: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      namespace: 'default',
      annotations: { 'pagerduty.com/service-id': 'P1234AB' },
    },
    spec: { type: 'service', lifecycle: 'production' },
    relations: [
      { type: 'ownedBy', targetRef: `group:default/${owner}` },
      { type: 'partOf', targetRef: 'system:default/checkout-system' },
    ],
  };
}

function renderTeamServices(
  catalog: Partial<typeof catalogApiRef.T>,
  ownershipEntityRefs = ['user:default/ada', 'group:default/payments-team'],
) {
  renderInTestApp(<TeamServices />, {
    apis: [
      [catalogApiRef, catalog],
      mockApis.identity({
        userEntityRef: 'user:default/ada',
        ownershipEntityRefs,
      }),
    ],
    mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
  });
}

describe('TeamServices', () => {
  it("lists the services of the user's groups by name, with their facts", async () => {
    renderTeamServices(
      catalogApiMock({
        entities: [
          createService('refund-service', 'payments-team'),
          createService('payment-service', 'payments-team'),
          createService('order-service', 'orders-team'),
        ],
      }),
    );

    const rows = await screen.findAllByRole('listitem');
    expect(
      rows.map(row => within(row).getAllByRole('link')[0].textContent),
    ).toEqual(['payment-service', 'refund-service']);
    expect(
      within(rows[0]).getByRole('link', { name: 'payment-service' }),
    ).toHaveAttribute('href', '/catalog/default/component/payment-service');
    expect(
      within(rows[0]).getByRole('link', { name: 'checkout-system' }),
    ).toBeInTheDocument();
    expect(within(rows[0]).getByText('production')).toBeInTheDocument();
    expect(within(rows[0]).getByText('PagerDuty P1234AB')).toBeInTheDocument();
  });

  it('shows eight and leads to all of them in the catalog', async () => {
    renderTeamServices(
      catalogApiMock({
        entities: Array.from({ length: 11 }, (_, index) =>
          createService(`service-${index}`, 'payments-team'),
        ),
      }),
    );

    expect(await screen.findAllByRole('listitem')).toHaveLength(8);
    expect(
      screen.getByRole('link', { name: 'All 11 in the catalog' }),
    ).toHaveAttribute(
      'href',
      '/catalog?filters[kind]=component&filters[user]=owned',
    );
  });

  it('says what a user without a team can do', async () => {
    renderTeamServices(catalogApiMock(), ['user:default/ada']);
    expect(
      await screen.findByText('You are not in a team yet'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'Browse the catalog' }),
    ).toHaveAttribute('href', '/catalog');
  });

  it('offers a golden path to a team without services', async () => {
    renderTeamServices(catalogApiMock());
    expect(
      await screen.findByText('Your teams own no services yet'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'Create a service' }),
    ).toHaveAttribute('href', '/create');
  });

  it('shows why loading failed, and tries again', async () => {
    const queryEntities = jest
      .fn()
      .mockRejectedValueOnce(new Error('The catalog is away'))
      .mockResolvedValue({
        items: [createService('payment-service', 'payments-team')],
        totalItems: 1,
        pageInfo: {},
      });
    renderTeamServices({ queryEntities });

    expect(await screen.findByText('The catalog is away')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByRole('link', { name: 'payment-service' }),
    ).toBeInTheDocument();
  });
});
