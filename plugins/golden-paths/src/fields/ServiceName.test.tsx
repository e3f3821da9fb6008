import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FieldForm } from '../__testUtils__/FieldForm';
import {
  createGoldenPathsApi,
  renderGoldenPaths,
} from '../__testUtils__/renderGoldenPaths';
import { serviceNameField, validateServiceName } from './ServiceName';

const property = {
  title: 'Service Name',
  pattern: '^[a-z][a-z0-9-]*[a-z0-9]$',
  maxLength: 50,
  description: 'Lowercase letters, numbers, and hyphens only',
};

function render(api = createGoldenPathsApi(), initial = {}) {
  renderGoldenPaths(
    <FieldForm
      field={serviceNameField}
      property={property}
      initial={initial}
    />,
    { api },
  );
  return api;
}

describe('ServiceName', () => {
  it('asks once the user pauses, and says that a name is free', async () => {
    const api = render();
    await userEvent.type(
      await screen.findByRole('textbox', { name: /Service Name/ }),
      'parcels',
    );
    await waitFor(() =>
      expect(screen.getByText('The name is free.')).toBeVisible(),
    );
    expect(api.checkName).toHaveBeenCalledTimes(1);
    expect(api.checkName).toHaveBeenCalledWith('parcels', {});
  });

  it('asks for the place that another page of the form names', async () => {
    const api = render(createGoldenPathsApi(), {
      value: 'parcels',
      repoUrl: 'github.com?owner=acme&repo=parcels',
    });
    await screen.findByText('The name is free.');
    expect(api.checkName).toHaveBeenCalledWith('parcels', {
      host: 'github.com',
      owner: 'acme',
    });
  });

  it.each([
    [
      { catalog: { state: 'taken' }, forge: { state: 'free' } },
      'The catalog has a component',
    ],
    [
      { catalog: { state: 'free' }, forge: { state: 'taken' } },
      'There is a repository',
    ],
    [
      {
        catalog: { state: 'free' },
        forge: { state: 'unknown', reason: 'forge.example cannot be reached' },
      },
      'could not be checked: forge.example cannot be reached. You can go on.',
    ],
  ] as const)('says of %j: %s', async (state, sentence) => {
    const api = createGoldenPathsApi();
    api.checkName.mockResolvedValue({ name: 'parcels', ...state });
    render(api, { value: 'parcels' });
    expect(
      await screen.findByText(text => text.includes(sentence)),
    ).toBeVisible();
  });

  it('does not ask about what cannot be a name, and says the rule', async () => {
    const api = render(createGoldenPathsApi(), { value: '../größe' });
    expect(
      await screen.findByText(
        "'../größe' cannot be the name. Lowercase letters, numbers, and hyphens only.",
      ),
    ).toBeVisible();
    expect(screen.getByRole('textbox')).toBeInvalid();
    expect(api.checkName).not.toHaveBeenCalled();
  });

  it('says how long a name is that is too long', async () => {
    render(createGoldenPathsApi(), { value: 'a'.repeat(100) });
    expect(
      await screen.findByText(
        'The name is 100 characters long; 50 are allowed.',
      ),
    ).toBeVisible();
  });

  it('goes on when the backend cannot tell', async () => {
    const api = createGoldenPathsApi();
    api.checkName.mockRejectedValue(new Error('The backend is away'));
    render(api, { value: 'parcels' });
    expect(
      await screen.findByText(/The backend is away\. You can go on\./),
    ).toBeVisible();
    await expect(
      validateServiceName(api, 'parcels', {}),
    ).resolves.toBeUndefined();
  });

  it('refuses a taken name when the page is left', async () => {
    const api = createGoldenPathsApi();
    api.checkName.mockResolvedValue({
      name: 'parcels',
      catalog: { state: 'free' },
      forge: { state: 'taken' },
    });
    await expect(
      validateServiceName(api, 'parcels', {}),
    ).resolves.toMatchObject({ forge: { state: 'taken' } });
  });
});
