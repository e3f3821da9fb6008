import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import { createFlagsApi } from '../../__fixtures__/flags';
import { flagsApiRef, type FlagsApi } from '../../api';
import { rootRouteRef } from '../../routes';
import { FlagSetPage } from './FlagSetPage';

let flagsApi: jest.Mocked<FlagsApi>;

const key = {
  id: 'k1',
  flagSet: 'payments',
  environment: 'development',
  name: 'payment-service',
  prefix: 'cwf_1234',
  createdAt: '2026-11-01T00:00:00Z',
  createdBy: 'user:default/ada',
};
const development = { flagSet: 'payments', environment: 'development' };

beforeEach(() => {
  flagsApi = createFlagsApi();
  flagsApi.getFlagSet.mockImplementation(async name => ({
    name,
    entityRef: 'component:default/payment-service',
    bucketing: 'v2',
    revision: 3,
    createdAt: '2026-11-01T00:00:00Z',
  }));
  flagsApi.listKeys.mockResolvedValue([key]);
});

function renderPage(flagSet = 'payments', search = '') {
  renderInTestApp(
    <Routes>
      <Route path="/feature-flags/sets/:flagSet" element={<FlagSetPage />} />
    </Routes>,
    {
      apis: [
        [flagsApiRef, flagsApi],
        mockApis.permission({
          authorize: ({ resourceRef }) =>
            resourceRef === 'guarded@production'
              ? AuthorizeResult.DENY
              : AuthorizeResult.ALLOW,
        }),
      ],
      initialRouteEntries: [`/feature-flags/sets/${flagSet}${search}`],
      mountedRoutes: {
        '/feature-flags': rootRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
    },
  );
}

describe('FlagSetPage', () => {
  it('shows a new key once', async () => {
    flagsApi.listKeys.mockResolvedValueOnce([]);
    flagsApi.createKey.mockResolvedValue({ ...key, key: 'cwf_1234secret' });
    const user = userEvent.setup();
    renderPage();

    expect(
      await screen.findByText('No keys in Development'),
    ).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Create a key' }));
    const dialog = await screen.findByRole('dialog', {
      name: 'Create a key for Development',
    });
    await user.type(
      within(dialog).getByRole('textbox', { name: /Name/ }),
      ' payment-service {Enter}',
    );

    const secret = await screen.findByRole('textbox', { name: 'New key' });
    expect(secret).toHaveValue('cwf_1234secret');
    expect(flagsApi.createKey).toHaveBeenCalledWith(development, {
      name: 'payment-service',
    });
    await user.keyboard('{Escape}');
    expect(secret).toBeInTheDocument();

    await user.click(screen.getByRole('button', { name: 'I have stored it' }));
    await waitFor(() => expect(secret).not.toBeInTheDocument());
    expect(
      await screen.findByText('Begins with cwf_1234…'),
    ).toBeInTheDocument();
    expect(screen.getByText('Never')).toBeInTheDocument();
    expect(screen.queryByText(/secret/)).toBeNull();
  });

  it('rotates a key and gives its clients time', async () => {
    flagsApi.rotateKey.mockResolvedValue({ ...key, id: 'k2', key: 'cwf_new' });
    renderPage();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Rotate payment-service' }),
    );
    const dialog = await screen.findByRole('dialog');
    await userEvent.click(
      within(dialog).getByRole('button', { name: /One day/ }),
    );
    await userEvent.click(
      await screen.findByRole('option', { name: 'One hour' }),
    );
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Rotate' }),
    );
    expect(await screen.findByRole('textbox', { name: 'New key' })).toHaveValue(
      'cwf_new',
    );
    expect(flagsApi.rotateKey).toHaveBeenCalledWith(development, 'k1', {
      graceSeconds: 3600,
    });
  });

  it('revokes a key of production once its name is typed', async () => {
    flagsApi.revokeKey.mockResolvedValue(undefined);
    renderPage('payments', '?environment=production');
    await userEvent.click(
      await screen.findByRole('button', { name: 'Revoke payment-service' }),
    );
    const dialog = await screen.findByRole('dialog', {
      name: 'Revoke payment-service in Production?',
    });
    const revoke = within(dialog).getByRole('button', { name: 'Revoke' });
    expect(revoke).toBeDisabled();
    await userEvent.type(
      within(dialog).getByRole('textbox'),
      'payment-service',
    );
    await userEvent.click(revoke);
    await waitFor(() =>
      expect(flagsApi.revokeKey).toHaveBeenCalledWith(
        { flagSet: 'payments', environment: 'production' },
        'k1',
      ),
    );
  });

  it('says in which environment the keys may not be managed', async () => {
    renderPage('guarded', '?environment=production');
    expect(
      await screen.findByText(
        'You are not allowed to manage the keys of Production.',
      ),
    ).toBeInTheDocument();
    expect(flagsApi.listKeys).not.toHaveBeenCalled();
  });
});
