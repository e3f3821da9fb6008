import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLocation } from 'react-router-dom';
import {
  createFlag,
  createFlagsApi,
  createRefusal,
} from '../../__fixtures__/flags';
import { flagsApiRef, type FlagsApi } from '../../api';
import { rootRouteRef } from '../../routes';
import { FlagListPage } from './FlagListPage';

let flagsApi: jest.Mocked<FlagsApi>;

beforeEach(() => {
  flagsApi = createFlagsApi();
  flagsApi.listFlags.mockResolvedValue({ items: [createFlag()] });
});

function Location() {
  const { search } = useLocation();
  return <p>Query: {search}</p>;
}

function renderList(search = '') {
  renderInTestApp(
    <>
      <FlagListPage />
      <Location />
    </>,
    {
      apis: [
        [flagsApiRef, flagsApi],
        [
          catalogApiRef,
          catalogApiMock({
            entities: [
              {
                apiVersion: 'backstage.io/v1alpha1',
                kind: 'Group',
                metadata: { name: 'payments-team', namespace: 'default' },
              },
            ],
          }),
        ],
        mockApis.permission(),
      ],
      initialRouteEntries: [`/${search}`],
      mountedRoutes: {
        '/feature-flags': rootRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
    },
  );
}

async function choose(label: string, option: string) {
  await userEvent.click(
    await screen.findByRole('button', { name: new RegExp(label) }),
  );
  await userEvent.click(await screen.findByRole('option', { name: option }));
}

describe('FlagListPage', () => {
  it('lists flags with their kind and where they are on', async () => {
    renderList();
    const row = await screen.findByRole('row', { name: /checkout-v2/ });
    expect(
      within(row).getByRole('link', { name: /checkout-v2/ }),
    ).toHaveAttribute('href', '/feature-flags/sets/payments/flags/checkout-v2');
    expect(row).toHaveTextContent('Development: On');
    expect(row).toHaveTextContent('Production: Off');
    expect(row).toHaveTextContent('Release');
  });

  it('takes its filters from the URL', async () => {
    renderList(
      '?query=check&ownerRef=group:default/gone&kind=release&environment=production&state=ENABLED&tag=ui&flagSet=payments&cursor=abc',
    );
    await screen.findByRole('row', { name: /checkout-v2/ });
    expect(flagsApi.listFlags).toHaveBeenCalledWith({
      query: 'check',
      ownerRef: 'group:default/gone',
      kind: 'release',
      environment: 'production',
      state: 'ENABLED',
      tag: 'ui',
      entityRef: undefined,
      flagSet: 'payments',
      cursor: 'abc',
      limit: 25,
    });
    expect(screen.getByText('Only flags of the set payments')).toBeVisible();
    expect(screen.getByRole('searchbox')).toHaveValue('check');
  });

  it('keeps what the user filters by in the URL, from the first page on', async () => {
    renderList('?cursor=abc');
    await screen.findByRole('row', { name: /checkout-v2/ });

    await choose('Owner', 'payments-team');
    await choose('Kind', 'Kill switch');
    await choose('State', 'On');
    await userEvent.type(screen.getByRole('searchbox'), 'refund');

    await waitFor(() =>
      expect(flagsApi.listFlags).toHaveBeenLastCalledWith(
        expect.objectContaining({
          ownerRef: 'group:default/payments-team',
          kind: 'kill-switch',
          state: 'ENABLED',
          query: 'refund',
          cursor: undefined,
        }),
      ),
    );
    expect(screen.getByText(/^Query:/)).toHaveTextContent(
      '?ownerRef=group%3Adefault%2Fpayments-team&kind=kill-switch&state=ENABLED&query=refund',
    );

    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' }),
    );
    expect(screen.getByText(/^Query:/)).toHaveTextContent(/^Query:$/);
  });

  it('pages by cursor', async () => {
    flagsApi.listFlags.mockImplementation(async options =>
      options?.cursor
        ? { items: [createFlag({ key: 'second-page' })] }
        : { items: [createFlag()], nextCursor: 'abc' },
    );
    renderList();

    await userEvent.click(
      await screen.findByRole('button', { name: 'Next page' }),
    );
    expect(
      await screen.findByRole('row', { name: /second-page/ }),
    ).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Next page' })).toBeDisabled();
    await userEvent.click(screen.getByRole('button', { name: 'First page' }));
    expect(
      await screen.findByRole('row', { name: /checkout-v2/ }),
    ).toBeInTheDocument();
  });

  it('tells no flags from none that match', async () => {
    flagsApi.listFlags.mockResolvedValue({ items: [] });
    renderList('?tag=ui');
    expect(
      await screen.findByText('No flag matches the filters'),
    ).toBeInTheDocument();

    const [clear] = screen.getAllByRole('button', { name: 'Clear filters' });
    await userEvent.click(clear);
    expect(await screen.findByText('No feature flags yet')).toBeInTheDocument();
  });

  it('says that the list may not be seen', async () => {
    flagsApi.listFlags.mockRejectedValue(await createRefusal(403, 'No'));
    renderList();
    expect(
      await screen.findByText('You are not allowed to see this'),
    ).toBeInTheDocument();
  });
});
