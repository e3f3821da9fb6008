import {
  featureFlagsApiRef,
  fetchApiRef,
  PageBlueprint,
  useApi,
} from '@backstage/frontend-plugin-api';
import { mockApis, renderTestApp } from '@backstage/frontend-test-utils';
import { screen, waitFor } from '@testing-library/react';
import appFeatureFlagsModule from '.';

function SearchVersion() {
  const flags = useApi(featureFlagsApiRef);
  return <p>{flags.isActive('new-search') ? 'New search' : 'Old search'}</p>;
}

const page = PageBlueprint.make({
  params: { path: '/', loader: async () => <SearchVersion /> },
});

function renderPortal(fetch: jest.Mock, featureFlags?: object) {
  return renderTestApp({
    features: [appFeatureFlagsModule],
    extensions: [page],
    config: { app: { baseUrl: 'http://localhost' }, featureFlags },
    apis: [
      [fetchApiRef, { fetch }],
      mockApis.identity({
        userEntityRef: 'user:default/ada',
        ownershipEntityRefs: ['user:default/ada', 'group:default/payments'],
      }),
    ],
  });
}

const portal = { flagSet: 'causeway', environment: 'production' };

beforeEach(() => window.localStorage.clear());

describe('appFeatureFlagsModule', () => {
  it('asks the configured flag set for the signed-in user', async () => {
    const fetch = jest.fn(
      async () =>
        new Response(
          JSON.stringify({
            flags: [
              { key: 'new-search', value: true, reason: 'TARGETING_MATCH' },
              { key: 'colour', value: 'green', reason: 'STATIC' },
              { key: 'broken', errorCode: 'PARSE_ERROR' },
            ],
          }),
        ),
    );
    const first = renderPortal(fetch, { portal });
    await waitFor(() =>
      expect(
        window.localStorage.getItem('causeway.feature-flags.answers'),
      ).toBe('{"new-search":1}'),
    );
    first.unmount();

    renderPortal(fetch, { portal });
    expect(await screen.findByText('New search')).toBeInTheDocument();

    const [[url, init]] = fetch.mock.calls as unknown as [
      [string, RequestInit],
    ];
    expect(url).toBe(
      'plugin://feature-flags/ofrep/v1/evaluate/flags?flagSet=causeway&environment=production',
    );
    expect(init.method).toBe('POST');
    expect(JSON.parse(String(init.body))).toEqual({
      context: {
        targetingKey: 'user:default/ada',
        ownershipEntityRefs: ['user:default/ada', 'group:default/payments'],
      },
    });
  });

  it('asks nothing where no flag set is configured', async () => {
    const fetch = jest.fn();
    renderPortal(fetch);
    expect(await screen.findByText('Old search')).toBeInTheDocument();
    expect(fetch).not.toHaveBeenCalled();
  });

  it('goes on where the flag server refuses', async () => {
    const fetch = jest.fn(async () => new Response('', { status: 403 }));
    renderPortal(fetch, { portal });
    expect(await screen.findByText('Old search')).toBeInTheDocument();
    await waitFor(() => expect(fetch).toHaveBeenCalledTimes(1));
    expect(
      window.localStorage.getItem('causeway.feature-flags.answers'),
    ).toBeNull();
  });
});
