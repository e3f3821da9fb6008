import { renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import type { SearchQuery } from '@backstage/plugin-search-common';
import { searchApiRef } from '@backstage/plugin-search-react';
import { screen, waitFor, within } from '@testing-library/react';
import { SoftwareCatalogSearchResultItem } from './SoftwareCatalogSearchResultItem';

const paymentService = {
  title: 'Payment Service (payment-service)',
  text: 'Handles all payment processing · Owner: payments-team · Tags: go · Name: payment-service',
  location: '/catalog/default/component/payment-service',
  kind: 'Component',
  type: 'service',
  lifecycle: 'production',
  ownerRef: 'group:default/payments-team',
  systemRef: 'system:default/checkout-system',
  onCall: 'PagerDuty P1234AB',
  runbookUrl: 'https://runbooks.example/payments',
};

const documents = [
  {
    title: 'Scaling',
    location: '/docs/default/component/payment-service/runbooks/scaling/',
  },
  {
    title: 'First five minutes',
    location:
      '/docs/default/component/payment-service/runbooks/incident/#first',
  },
  {
    title: 'Incident response',
    location: '/docs/default/component/payment-service/runbooks/incident/',
  },
  {
    title: 'Architecture',
    location: '/docs/default/component/payment-service/architecture/',
  },
];

const search = {
  query: jest.fn(async (_query: SearchQuery) => ({
    results: documents.map(document => ({
      type: 'techdocs',
      document: { ...document, text: '' },
    })),
  })),
};

beforeEach(() => search.query.mockClear());

function renderItem(result: typeof paymentService | object, rank = 1) {
  renderInTestApp(
    <SoftwareCatalogSearchResultItem
      rank={rank}
      result={{ title: '', text: '', location: '', ...result }}
    />,
    {
      apis: [[searchApiRef, search]],
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    },
  );
}

function getFact(label: string) {
  const term = screen.getByText(label, { selector: 'dt' });
  return term.nextElementSibling as HTMLElement;
}

describe('SoftwareCatalogSearchResultItem', () => {
  it('says who answers for a service', () => {
    renderItem(paymentService);

    expect(
      screen.getByRole('link', { name: 'Payment Service (payment-service)' }),
    ).toHaveAttribute('href', '/catalog/default/component/payment-service');
    expect(screen.getByText('Component · service')).toBeInTheDocument();
    expect(
      screen.getByText('Handles all payment processing'),
    ).toBeInTheDocument();
    expect(
      within(getFact('Owner')).getByRole('link', { name: 'payments-team' }),
    ).toHaveAttribute('href', '/catalog/default/group/payments-team');
    expect(getFact('On call')).toHaveTextContent('PagerDuty P1234AB');
    expect(
      within(getFact('Runbook')).getByRole('link', { name: 'Open runbook' }),
    ).toHaveAttribute('href', 'https://runbooks.example/payments');
    expect(getFact('Lifecycle')).toHaveTextContent('production');
    expect(
      within(getFact('System')).getByRole('link', { name: 'checkout-system' }),
    ).toBeInTheDocument();
    expect(search.query).not.toHaveBeenCalled();
  });

  it('points at the runbooks in the docs when none is linked', async () => {
    renderItem({ ...paymentService, runbookUrl: undefined });

    await screen.findByRole('link', { name: 'Incident response' });
    expect(
      within(getFact('Runbook'))
        .getAllByRole('link')
        .map(link => link.textContent),
    ).toEqual(['Incident response', 'Scaling']);
    expect(search.query).toHaveBeenCalledWith(
      expect.objectContaining({
        types: ['techdocs'],
        filters: {
          kind: 'component',
          namespace: 'default',
          name: 'payment-service',
        },
      }),
    );
  });

  it('says what is missing, and follows no unsafe link', async () => {
    renderItem(
      {
        ...paymentService,
        ownerRef: undefined,
        onCall: undefined,
        // eslint-disable-next-line no-script-url
        runbookUrl: 'javascript:alert(1)',
      },
      10,
    );

    for (const label of ['Owner', 'On call', 'Runbook']) {
      expect(getFact(label)).toHaveTextContent('None');
    }
    expect(search.query).not.toHaveBeenCalled();
  });

  it('expects no owner of a group', async () => {
    renderItem({ title: 'Payments', kind: 'Group', type: 'team' });

    await waitFor(() =>
      expect(screen.getByText('Group · team')).toBeInTheDocument(),
    );
    expect(screen.queryByText('Owner')).not.toBeInTheDocument();
    expect(screen.queryByText('On call')).not.toBeInTheDocument();
  });
});
