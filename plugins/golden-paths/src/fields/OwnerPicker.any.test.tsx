import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  readOwnerOptions,
  renderOwnerPicker,
} from '../__testUtils__/renderOwnerPicker';

// In a file of its own: what somebody may do is remembered for the page.
describe('OwnerPicker for platform engineers', () => {
  it('offers all groups to a platform engineer who asks for them', async () => {
    renderOwnerPicker({ isAllowed: true });
    await userEvent.click(
      await screen.findByRole('checkbox', {
        name: 'Show groups that you do not belong to',
      }),
    );
    expect(await readOwnerOptions()).toEqual([
      'Commerce',
      'Harborline',
      'Payments',
      'Storefront',
    ]);
  });
});
