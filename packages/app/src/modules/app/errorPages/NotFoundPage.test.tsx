import { renderInTestApp } from '@backstage/frontend-test-utils';
import { screen } from '@testing-library/react';
import { NotFoundPage } from './NotFoundPage';

describe('NotFoundPage', () => {
  it('quotes the address and leads back', () => {
    renderInTestApp(<NotFoundPage />, { initialRouteEntries: ['/typo'] });

    expect(
      screen.getByRole('heading', { name: 'This page does not exist' }),
    ).toBeInTheDocument();
    expect(screen.getByText(/'\/typo'/)).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'Go to the home page' }),
    ).toHaveAttribute('href', '/');
    expect(
      screen.getByRole('link', { name: 'Search instead' }),
    ).toHaveAttribute('href', '/search');
  });
});
