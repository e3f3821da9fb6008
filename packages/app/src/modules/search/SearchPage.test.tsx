import { renderTestApp } from '@backstage/frontend-test-utils';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import searchPlugin from '@backstage/plugin-search/alpha';
import { searchApiRef } from '@backstage/plugin-search-react';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { searchModule } from './searchModule';

const entities = ['production', 'deprecated'].map(lifecycle => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: `${lifecycle}-service` },
  spec: { type: 'service', owner: 'orders-team', lifecycle },
}));

describe('SearchPage', () => {
  it('offers the lifecycles of the catalog, and asks for the one that is chosen', async () => {
    const query = jest.fn(async () => ({
      results: [
        {
          type: 'other',
          document: { title: 'Cart (cart)', text: '', location: '/?cart' },
          highlight: {
            preTag: '<m>',
            postTag: '</m>',
            fields: { title: '<m>Cart</m> (<m>cart</m>' },
          },
        },
      ],
    }));
    renderTestApp({
      initialRouteEntries: ['/search?query=cart'],
      features: [searchPlugin, searchModule],
      apis: [
        [searchApiRef, { query }],
        [catalogApiRef, catalogApiMock({ entities })],
      ],
    });

    expect(
      await screen.findByRole('link', { name: 'Cart (cart)' }),
    ).toHaveAttribute('href', '/?cart');
    await userEvent.click(await screen.findByText('deprecated'));
    expect(screen.getByText('production')).toBeInTheDocument();
    await waitFor(() =>
      expect(query).toHaveBeenLastCalledWith(
        expect.objectContaining({
          term: 'cart',
          filters: { lifecycle: ['deprecated'] },
        }),
        expect.anything(),
      ),
    );
  });
});
