import { renderInTestApp } from '@backstage/frontend-test-utils';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { AppLayout } from './AppLayout';

describe('AppLayout', () => {
  it('offers the keyboard to skip the navigation before anything else', async () => {
    renderInTestApp(
      <AppLayout
        navigation={<a href="/catalog">Catalog</a>}
        content={<button type="button">Create</button>}
      />,
    );

    await userEvent.tab();
    expect(
      await screen.findByRole('link', { name: 'Skip to content' }),
    ).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await userEvent.tab();
    expect(screen.getByRole('button', { name: 'Create' })).toHaveFocus();
  });
});
