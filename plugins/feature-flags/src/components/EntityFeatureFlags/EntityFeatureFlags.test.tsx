import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  createEnvironment,
  createFlag,
  createFlagsApi,
  createRefusal,
  paymentService,
} from '../../__fixtures__/flags';
import { flagsApiRef, type FlagsApi } from '../../api';
import { rootRouteRef } from '../../routes';
import { EntityFeatureFlags } from './EntityFeatureFlags';

let flagsApi: jest.Mocked<FlagsApi>;

beforeEach(() => {
  flagsApi = createFlagsApi();
  flagsApi.listFlags.mockResolvedValue({ items: [createFlag()] });
});

/** @param forbidden - refs of resources for which the policy refuses everything */
function renderTab(options: { forbidden?: string[] } = {}) {
  renderInTestApp(
    <EntityProvider
      entity={{
        ...paymentService,
        metadata: {
          ...paymentService.metadata,
          annotations: { 'unleash.io/project': 'payments' },
        },
      }}
    >
      <EntityFeatureFlags />
    </EntityProvider>,
    {
      apis: [
        [flagsApiRef, flagsApi],
        mockApis.permission({
          authorize: ({ resourceRef }) =>
            resourceRef && options.forbidden?.includes(resourceRef)
              ? AuthorizeResult.DENY
              : AuthorizeResult.ALLOW,
        }),
      ],
      mountedRoutes: {
        '/feature-flags': rootRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
    },
  );
}

describe('EntityFeatureFlags', () => {
  it('shows each flag in each environment and where it differs', async () => {
    flagsApi.listFlags.mockResolvedValue({
      items: [
        createFlag({
          environments: {
            development: createEnvironment({
              targeting: { if: [{ '==': [{ var: 'plan' }, 'pro'] }, 'on'] },
            }),
            production: createEnvironment({ defaultVariant: undefined }),
          },
        }),
        createFlag({
          key: 'same-everywhere',
          environments: {
            development: createEnvironment({ defaultVariant: 'off' }),
            production: createEnvironment({ defaultVariant: 'off' }),
          },
        }),
      ],
    });
    renderTab();

    const table = await screen.findByRole('table', {
      name: 'Flags by environment',
    });
    expect(
      within(table)
        .getAllByRole('columnheader')
        .map(({ textContent }) => textContent),
    ).toEqual(['Flag', 'Development', 'Production', 'Last change']);

    const [, differing, same] = within(table).getAllByRole('row');
    const [development, production] = within(differing).getAllByRole('cell');
    expect(development).toHaveTextContent('on (true)');
    expect(development).toHaveTextContent('Rules');
    expect(development).toHaveTextContent('Differs from Production');
    expect(production).toHaveTextContent('default in code');
    expect(production).not.toHaveTextContent('Differs');
    expect(same).not.toHaveTextContent('Differs');
  });

  it('switches a flag by keyboard once the user has confirmed where', async () => {
    flagsApi.updateFlagEnvironment.mockResolvedValue(
      createFlag({
        revision: 4,
        environments: {
          development: createEnvironment({ state: 'DISABLED' }),
          production: createEnvironment({ state: 'DISABLED' }),
        },
      }),
    );
    renderTab();

    const toggle = await screen.findByRole('switch', {
      name: 'checkout-v2 in Development',
    });
    await waitFor(() => expect(toggle).toBeEnabled());
    expect(toggle).toBeChecked();
    toggle.focus();
    await userEvent.keyboard(' ');

    const dialog = await screen.findByRole('dialog', {
      name: 'Turn off checkout-v2 in Development?',
    });
    expect(flagsApi.updateFlagEnvironment).not.toHaveBeenCalled();
    await userEvent.type(
      within(dialog).getByRole('textbox', { name: /Reason/ }),
      'Too slow{Enter}',
    );

    await waitFor(() => expect(toggle).not.toBeChecked());
    expect(flagsApi.updateFlagEnvironment).toHaveBeenCalledWith(
      { flagSet: 'payments', key: 'checkout-v2', environment: 'development' },
      {
        revision: 3,
        state: 'DISABLED',
        defaultVariant: 'on',
        targeting: undefined,
        reason: 'Too slow',
      },
    );
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('asks for the key of the flag before it changes production', async () => {
    flagsApi.updateFlagEnvironment.mockResolvedValue(createFlag());
    renderTab();

    const toggle = await screen.findByRole('switch', {
      name: 'checkout-v2 in Production',
    });
    await waitFor(() => expect(toggle).toBeEnabled());
    await userEvent.click(toggle);
    const confirm = await screen.findByRole('button', {
      name: 'Turn on in Production',
    });
    expect(confirm).toBeDisabled();

    const field = screen.getByRole('textbox', {
      name: 'Type checkout-v2 to confirm the change in Production',
    });
    await userEvent.type(field, 'checkout{Enter}');
    expect(confirm).toBeDisabled();
    expect(flagsApi.updateFlagEnvironment).not.toHaveBeenCalled();

    await userEvent.type(field, '-v2');
    expect(confirm).toBeEnabled();
    await userEvent.click(confirm);
    await waitFor(() =>
      expect(flagsApi.updateFlagEnvironment).toHaveBeenCalledWith(
        expect.objectContaining({ environment: 'production' }),
        expect.objectContaining({ state: 'ENABLED', reason: undefined }),
      ),
    );
  });

  it('disables a switch that the user may not use, and says why', async () => {
    // Decisions are remembered by resource, so this one is asked nowhere else.
    flagsApi.listFlags.mockResolvedValue({
      items: [createFlag({ key: 'guarded' })],
    });
    renderTab({ forbidden: ['payments/guarded@production'] });

    expect(
      await screen.findByRole('button', {
        name: 'You are not allowed to switch guarded in Production',
      }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('switch', { name: 'guarded in Production' }),
    ).toBeDisabled();
    expect(
      screen.getByRole('switch', { name: 'guarded in Development' }),
    ).toBeEnabled();
  });

  it('says who changed the flag meanwhile and loads it again', async () => {
    flagsApi.updateFlagEnvironment.mockRejectedValue(
      await createRefusal(409, 'Changed by user:default/grace a minute ago'),
    );
    renderTab();

    const toggle = await screen.findByRole('switch', {
      name: 'checkout-v2 in Development',
    });
    await waitFor(() => expect(toggle).toBeEnabled());
    await userEvent.click(toggle);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Turn off in Development' }),
    );

    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('Somebody else changed this meanwhile');
    expect(alert).toHaveTextContent('Changed by user:default/grace');
    expect(flagsApi.listFlags).toHaveBeenCalledTimes(1);
    await userEvent.click(
      screen.getByRole('button', { name: 'Load the latest' }),
    );
    await waitFor(() => expect(flagsApi.listFlags).toHaveBeenCalledTimes(2));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('shows what another system said last, and since when', async () => {
    flagsApi.listSources.mockResolvedValue([
      {
        name: 'unleash',
        title: 'Unleash',
        capabilities: { toggle: true },
        annotation: 'unleash.io/project',
      },
      {
        name: 'elsewhere',
        title: 'Elsewhere',
        capabilities: { toggle: false },
        annotation: 'elsewhere.example/project',
      },
    ]);
    flagsApi.listSourceFlags.mockResolvedValue({
      items: [
        {
          source: 'unleash',
          key: 'express-checkout',
          environments: [
            { name: 'production', isEnabled: false, summary: '2 strategies' },
          ],
          isStale: true,
          url: 'https://unleash.example/express-checkout',
        },
      ],
      asOf: new Date(Date.now() - 5 * 60_000).toISOString(),
      isFresh: false,
      error: 'Unleash answered 502',
    });
    flagsApi.setSourceFlagEnabled.mockResolvedValue(undefined);
    renderTab();

    expect(
      await screen.findByText(
        'Unleash does not answer; this is what it said last',
      ),
    ).toBeInTheDocument();
    expect(screen.getByText('Unleash answered 502')).toBeInTheDocument();
    expect(screen.getByText('5 minutes ago')).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: /express-checkout/ }),
    ).toHaveAttribute('href', 'https://unleash.example/express-checkout');
    expect(screen.queryByText('Flags in Elsewhere')).toBeNull();

    await userEvent.click(
      screen.getByRole('switch', { name: 'express-checkout in production' }),
    );
    await userEvent.click(
      await screen.findByRole('button', { name: 'Turn on in production' }),
    );
    await waitFor(() =>
      expect(flagsApi.setSourceFlagEnabled).toHaveBeenCalledWith(
        {
          source: 'unleash',
          key: 'express-checkout',
          environment: 'production',
        },
        { entityRef: 'component:default/payment-service', isEnabled: true },
      ),
    );
    expect(flagsApi.listSourceFlags).toHaveBeenCalledTimes(2);
  });
});
