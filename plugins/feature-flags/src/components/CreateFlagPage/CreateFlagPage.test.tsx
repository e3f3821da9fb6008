import { renderInTestApp } from '@backstage/frontend-test-utils';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import {
  createFlag,
  createFlagsApi,
  createRefusal,
} from '../../__fixtures__/flags';
import { flagsApiRef, type FlagsApi } from '../../api';
import { rootRouteRef } from '../../routes';
import { CreateFlagPage } from './CreateFlagPage';
import { parseVariantValue } from './variantDrafts';

let flagsApi: jest.Mocked<FlagsApi>;

const flagSet = {
  name: 'payments',
  entityRef: 'component:default/payment-service',
  bucketing: 'v2' as const,
  revision: 3,
  createdAt: '2026-11-01T00:00:00Z',
};

beforeEach(() => {
  flagsApi = createFlagsApi();
  flagsApi.listFlagSets.mockResolvedValue({ items: [flagSet] });
  flagsApi.createFlag.mockResolvedValue(createFlag({ key: 'new-flag' }));
});

function renderPage(search = '') {
  renderInTestApp(
    <Routes>
      <Route path="/feature-flags/create" element={<CreateFlagPage />} />
      <Route
        path="/feature-flags/sets/payments/flags/new-flag"
        element={<p>Page of the new flag</p>}
      />
    </Routes>,
    {
      apis: [[flagsApiRef, flagsApi]],
      initialRouteEntries: [`/feature-flags/create${search}`],
      mountedRoutes: { '/feature-flags': rootRouteRef },
    },
  );
}

async function choose(label: RegExp, option: string) {
  await userEvent.click(screen.getByRole('button', { name: label }));
  await userEvent.click(await screen.findByRole('option', { name: option }));
}

describe('CreateFlagPage', () => {
  it('creates a boolean flag that is off everywhere', async () => {
    renderPage();
    await userEvent.type(
      await screen.findByRole('textbox', { name: /^Key/ }),
      ' new-flag ',
    );
    await userEvent.type(
      screen.getByRole('textbox', { name: /^Tags/ }),
      'ui, checkout,',
    );
    await choose(/Kind/, 'Kill switch');
    await userEvent.click(
      screen.getByRole('button', { name: 'Create the flag' }),
    );

    expect(await screen.findByText('Page of the new flag')).toBeVisible();
    expect(flagsApi.createFlag).toHaveBeenCalledWith('payments', {
      key: 'new-flag',
      type: 'boolean',
      kind: 'kill-switch',
      description: undefined,
      tags: ['ui', 'checkout'],
      entityRef: 'component:default/payment-service',
      variants: { on: true, off: false },
      prerequisites: [],
      metadata: {},
      environments: {
        development: { state: 'DISABLED', defaultVariant: 'on' },
        production: { state: 'DISABLED', defaultVariant: 'on' },
      },
    });
    expect(flagsApi.createFlagSet).not.toHaveBeenCalled();
  });

  it('makes a flag set with the first flag of an entity, once', async () => {
    flagsApi.listFlagSets.mockResolvedValue({ items: [] });
    flagsApi.createFlagSet.mockResolvedValue({ ...flagSet, name: 'orders' });
    flagsApi.createFlag.mockRejectedValueOnce(
      await createRefusal(400, "The key '.' is not allowed"),
    );
    renderPage('?entityRef=component:default/orders');

    const key = await screen.findByRole('textbox', { name: /^Key/ });
    expect(
      screen.getByRole('textbox', { name: /^Name of the flag set/ }),
    ).toHaveValue('orders');
    await userEvent.type(key, '.{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent(
      "The key '.' is not allowed",
    );

    await userEvent.clear(key);
    await userEvent.type(key, 'new-flag{Enter}');
    await waitFor(() => expect(flagsApi.createFlag).toHaveBeenCalledTimes(2));
    expect(flagsApi.createFlagSet).toHaveBeenCalledTimes(1);
    expect(flagsApi.createFlagSet).toHaveBeenCalledWith({
      name: 'orders',
      entityRef: 'component:default/orders',
    });
    expect(flagsApi.createFlag).toHaveBeenLastCalledWith(
      'orders',
      expect.objectContaining({ key: 'new-flag' }),
    );
  });

  it('refuses a value of another type before it asks the backend', async () => {
    renderPage();
    await userEvent.type(
      await screen.findByRole('textbox', { name: /^Key/ }),
      'limit',
    );
    await choose(/Type/, 'Number');
    const value = screen.getByRole('textbox', { name: 'Value of variant 1' });
    await userEvent.clear(value);
    await userEvent.type(value, 'ten{Enter}');

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Variant low: ten is not a number',
    );
    expect(flagsApi.createFlag).not.toHaveBeenCalled();
  });
});

describe('parseVariantValue', () => {
  it.each([
    ['boolean', 'true', true],
    ['boolean', '"true"', undefined],
    ['boolean', 'yes', undefined],
    ['string', 'true', 'true'],
    ['string', '', ''],
    ['number', '-1.5', -1.5],
    ['number', '', undefined],
    ['object', '{"max": 5}', { max: 5 }],
    ['object', '[1]', undefined],
    ['object', 'null', undefined],
  ] as const)('reads a %s from %j', (type, text, value) => {
    expect(parseVariantValue(type, text)).toEqual(value);
  });
});
