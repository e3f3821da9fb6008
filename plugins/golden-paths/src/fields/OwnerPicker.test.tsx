import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  readOwnerOptions,
  renderOwnerPicker,
} from '../__testUtils__/renderOwnerPicker';

describe('OwnerPicker', () => {
  it('offers the groups of the user and those above, and no way to more', async () => {
    renderOwnerPicker();
    expect(await readOwnerOptions()).toEqual([
      'Commerce',
      'Harborline',
      'Payments',
    ]);
    expect(screen.queryByRole('checkbox')).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole('option', { name: 'Payments' }));
    expect(
      await screen.findByText('{"value":"group:default/payments"}'),
    ).toBeInTheDocument();
  });

  it('tells somebody without a group what to do', async () => {
    renderOwnerPicker({ ownership: ['user:default/ada'] });
    expect(await screen.findByText(/You belong to no group/)).toBeVisible();
  });

  it('shows a value that came with a link', async () => {
    renderOwnerPicker({ initial: { value: 'group:default/elsewhere' } });
    expect(
      await screen.findByRole('combobox', { name: /Owner Team/ }),
    ).toHaveValue('group:default/elsewhere');
  });
});
