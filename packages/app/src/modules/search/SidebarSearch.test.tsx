import { renderTestApp } from '@backstage/frontend-test-utils';
import {
  createFrontendModule,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import searchPlugin from '@backstage/plugin-search/alpha';
import { searchApiRef } from '@backstage/plugin-search-react';
import { SearchResultListItemBlueprint } from '@backstage/plugin-search-react/alpha';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { SidebarSearch } from './SidebarSearch';

const page = PageBlueprint.make({
  name: 'start',
  params: { path: '/', loader: async () => <SidebarSearch /> },
});

const flagItem = SearchResultListItemBlueprint.make({
  name: 'flag',
  params: {
    predicate: ({ type }) => type === 'flag',
    component: async () => props => <p>Flag {props.result?.title}</p>,
  },
});

const search = {
  query: async ({ term }: { term: string }) => ({
    results: term
      ? [
          {
            type: 'flag',
            document: { title: `${term}-one`, text: '', location: '/flags/1' },
          },
          {
            type: 'other',
            document: { title: `${term}-two`, text: '', location: '/?two' },
          },
        ]
      : [],
  }),
};

describe('SidebarSearch', () => {
  it('shows each result with the item that its plugin brings, in a dialog', async () => {
    renderTestApp({
      features: [
        searchPlugin,
        createFrontendModule({
          pluginId: 'search',
          extensions: [page, flagItem],
        }),
      ],
      apis: [[searchApiRef, search]],
    });

    await userEvent.click(
      await screen.findByRole('button', { name: 'Search' }),
    );
    expect(
      await screen.findByRole('dialog', { name: 'Search' }),
    ).toBeInTheDocument();
    await userEvent.type(await screen.findByRole('textbox'), 'checkout');

    expect(await screen.findByText('Flag checkout-one')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'checkout-two' })).toHaveAttribute(
      'href',
      '/?two',
    );
    expect(
      screen.getByRole('link', { name: 'All results and filters' }),
    ).toHaveAttribute('href', '/search?query=checkout');

    await userEvent.click(screen.getByRole('link', { name: 'checkout-two' }));
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
  });
});
