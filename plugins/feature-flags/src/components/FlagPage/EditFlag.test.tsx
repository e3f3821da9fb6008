import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import {
  createEnvironment,
  createFlag,
  createFlagsApi,
  createRefusal,
} from '../../__fixtures__/flags';
import { flagsApiRef, type FlagsApi } from '../../api';
import { rootRouteRef } from '../../routes';
import { FlagPage } from './FlagPage';

let flagsApi: jest.Mocked<FlagsApi>;

const flag = createFlag({
  type: 'string',
  description: 'The old words',
  tags: ['ui'],
  variants: { calm: 'Pay', loud: 'PAY!' },
  environments: {
    development: createEnvironment({ defaultVariant: 'calm' }),
    production: createEnvironment({ defaultVariant: 'loud' }),
  },
});

beforeEach(() => {
  flagsApi = createFlagsApi();
  flagsApi.getFlag.mockResolvedValue(flag);
  flagsApi.listFlags.mockResolvedValue({
    items: [flag, createFlag({ key: 'new-cart' })],
  });
});

function renderPage(
  key = 'checkout-v2',
  authorize:
    | AuthorizeResult.ALLOW
    | AuthorizeResult.DENY = AuthorizeResult.ALLOW,
) {
  renderInTestApp(
    <Routes>
      <Route
        path="/feature-flags/sets/:flagSet/flags/:flagKey/*"
        element={<FlagPage />}
      />
    </Routes>,
    {
      apis: [[flagsApiRef, flagsApi], mockApis.permission({ authorize })],
      initialRouteEntries: [`/feature-flags/sets/payments/flags/${key}/edit`],
      mountedRoutes: {
        '/feature-flags': rootRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
    },
  );
}

async function replaceText(name: string | RegExp, text: string) {
  const field = await screen.findByRole('textbox', { name });
  await userEvent.clear(field);
  await userEvent.type(field, text);
}

const submit = () =>
  userEvent.click(screen.getByRole('button', { name: 'Save the changes' }));

async function confirm(key?: string) {
  const dialog = await screen.findByRole('dialog');
  if (key) {
    await userEvent.type(
      within(dialog).getByRole('textbox', { name: /^Type checkout-v2/ }),
      key,
    );
  }
  await userEvent.click(
    within(dialog).getByRole('button', { name: 'Save the changes' }),
  );
}

describe('the form of a flag', () => {
  it('saves words without asking for the key, as clients see no change', async () => {
    flagsApi.updateFlag.mockResolvedValue({ ...flag, revision: 4 });
    renderPage();
    await replaceText(/^Description/, 'The new words');
    await replaceText(/^Tags/, 'ui, checkout');
    await submit();
    expect(
      await screen.findByText(
        'Only what the portal says about the flag changes.',
      ),
    ).toBeInTheDocument();
    await confirm();
    await waitFor(() =>
      expect(flagsApi.updateFlag).toHaveBeenCalledWith(
        { flagSet: 'payments', key: 'checkout-v2' },
        {
          kind: 'release',
          description: 'The new words',
          tags: ['ui', 'checkout'],
          entityRef: 'component:default/payment-service',
          variants: { calm: 'Pay', loud: 'PAY!' },
          prerequisites: [],
          metadata: {},
          environments: {},
          revision: 3,
          reason: undefined,
        },
      ),
    );
    expect(
      await screen.findByRole('link', { name: 'Edit the flag' }),
    ).toBeInTheDocument();
  });

  it('renames a variant where it is the default, and adds a prerequisite', async () => {
    flagsApi.updateFlag.mockResolvedValue({ ...flag, revision: 4 });
    renderPage();
    await replaceText(/^Variant 2/, 'noisy');
    await userEvent.click(
      await screen.findByRole('button', { name: 'Add a prerequisite' }),
    );
    await submit();
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Choose a variant for the prerequisite new-cart.',
    );
    await userEvent.click(
      within(
        screen.getByRole('group', { name: 'Variants of new-cart' }),
      ).getByRole('checkbox', { name: 'on' }),
    );
    await submit();
    await confirm('checkout-v2');
    await waitFor(() =>
      expect(flagsApi.updateFlag).toHaveBeenCalledWith(
        { flagSet: 'payments', key: 'checkout-v2' },
        expect.objectContaining({
          variants: { calm: 'Pay', noisy: 'PAY!' },
          prerequisites: [{ flagKey: 'new-cart', variants: ['on'] }],
          environments: { production: { defaultVariant: 'noisy' } },
        }),
      ),
    );
  });

  it('loses nothing when somebody saved since', async () => {
    flagsApi.updateFlag.mockRejectedValueOnce(
      await createRefusal(
        409,
        "Flag 'checkout-v2' was changed by user:default/grace",
      ),
    );
    renderPage();
    await replaceText(/^Description/, 'Mine');
    await submit();
    await confirm();
    flagsApi.getFlag.mockResolvedValue({
      ...flag,
      description: 'Theirs',
      tags: ['ui', 'theirs'],
      revision: 4,
      updatedBy: 'user:default/grace',
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Load the latest' }),
    );

    const notice = await screen.findByRole('alert', {
      name: 'Somebody saved since you began',
    });
    expect(notice).toHaveTextContent('What you typed is still here.');
    expect(notice).toHaveTextContent('Tags');
    expect(notice).toHaveTextContent('Theirs: − Theirs');
    expect(notice).toHaveTextContent('Yours: + Mine');
    expect(screen.getByRole('textbox', { name: /^Description/ })).toHaveValue(
      'Mine',
    );
    expect(screen.getByRole('textbox', { name: /^Tags/ })).toHaveValue(
      'ui, theirs',
    );
    expect(
      screen.getByRole('button', { name: 'Save the changes' }),
    ).toBeDisabled();

    await userEvent.click(screen.getByRole('button', { name: 'Keep mine' }));
    flagsApi.updateFlag.mockResolvedValue({ ...flag, revision: 5 });
    await submit();
    await confirm();
    await waitFor(() =>
      expect(flagsApi.updateFlag).toHaveBeenLastCalledWith(
        { flagSet: 'payments', key: 'checkout-v2' },
        expect.objectContaining({
          description: 'Mine',
          tags: ['ui', 'theirs'],
          revision: 4,
        }),
      ),
    );
  });

  it('is not shown to who may not change the flag', async () => {
    // Permissions are remembered by name, so that this flag is another one.
    flagsApi.getFlag.mockResolvedValue(createFlag({ key: 'guarded' }));
    renderPage('guarded', AuthorizeResult.DENY);
    expect(
      await screen.findByText('You are not allowed to change this flag.'),
    ).toBeInTheDocument();
    expect(screen.queryByRole('form')).toBeNull();
  });
});
