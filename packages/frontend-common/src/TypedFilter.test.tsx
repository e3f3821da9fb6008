import { renderInTestApp } from '@backstage/frontend-test-utils';
import { TextField } from '@backstage/ui';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { TypedFilter } from './TypedFilter';

describe('TypedFilter', () => {
  it('filters once, without spaces around, when the user pauses', async () => {
    const onChange = jest.fn();
    renderInTestApp(
      <TypedFilter as={TextField} label="Tag" value="" onChange={onChange} />,
    );
    await userEvent.type(await screen.findByLabelText('Tag'), ' pay ');
    expect(onChange).not.toHaveBeenCalled();
    await waitFor(() => expect(onChange).toHaveBeenCalledTimes(1));
    expect(onChange).toHaveBeenCalledWith('pay');
  });
});
