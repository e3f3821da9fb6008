import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FieldForm } from '../__testUtils__/FieldForm';
import {
  createGoldenPathsApi,
  renderGoldenPaths,
} from '../__testUtils__/renderGoldenPaths';
import { repositoryPickerField } from './RepositoryPicker';

function render(initial: object, api = createGoldenPathsApi()) {
  renderGoldenPaths(
    <FieldForm
      field={repositoryPickerField}
      property={{ title: 'Where it goes' }}
      initial={{ ...initial }}
    />,
    { api },
  );
}

describe('RepositoryPicker', () => {
  it('takes the default until another host is chosen, and follows the name', async () => {
    render({ name: 'parcels' });
    const host = await screen.findByRole('button', { name: /Host/ });
    expect(host).toHaveTextContent(
      'The default: harborline on Gitea (forge.example)',
    );
    await userEvent.click(host);
    await userEvent.click(
      await screen.findByRole('option', { name: 'GitHub (github.com)' }),
    );
    await userEvent.type(
      await screen.findByRole('textbox', { name: /Organisation or group/ }),
      'acme',
    );
    expect(
      await screen.findByText(
        'The repository will be github.com/acme/parcels.',
      ),
    ).toBeVisible();
    expect(
      screen.getByText(/github\.com\?owner=acme&repo=parcels/),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('textbox', { name: /Repository name/ }),
    ).not.toBeInTheDocument();
  });

  it('mends the repository when the service was given another name', async () => {
    render({
      name: 'labels',
      value: 'github.com?owner=acme&repo=parcels',
    });
    expect(
      await screen.findByText('The repository will be github.com/acme/labels.'),
    ).toBeVisible();
  });

  it('asks for a name where the form has none', async () => {
    render({ value: 'github.com?owner=acme&repo=' });
    await userEvent.type(
      await screen.findByRole('textbox', { name: /Repository name/ }),
      'x',
    );
    expect(
      await screen.findByText('The repository will be github.com/acme/x.'),
    ).toBeVisible();
  });

  it('says why hosts are missing, and tries again', async () => {
    const api = createGoldenPathsApi();
    api.listHosts.mockRejectedValueOnce(new Error('The backend is away'));
    render({ name: 'parcels' }, api);
    expect(
      await screen.findByText(
        'The hosts could not be loaded: The backend is away',
      ),
    ).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('button', { name: /Host/ })).toBeVisible();
  });
});
