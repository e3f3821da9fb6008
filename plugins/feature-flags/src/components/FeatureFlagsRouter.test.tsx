import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { screen } from '@testing-library/react';
import { Route, Routes } from 'react-router-dom';
import { createFlag, createFlagsApi } from '../__fixtures__/flags';
import { flagsApiRef } from '../api';
import { rootRouteRef } from '../routes';
import { FeatureFlagsRouter } from './FeatureFlagsRouter';

const flagsApi = createFlagsApi();

beforeEach(() => {
  flagsApi.getFlag.mockImplementation(async name => createFlag(name));
  flagsApi.getFlagSet.mockImplementation(async name => ({
    name,
    title: `The set ${name}`,
    entityRef: 'component:default/payment-service',
    bucketing: 'v2',
    revision: 3,
    createdAt: '2026-11-01T00:00:00Z',
  }));
});

function renderAt(path: string) {
  renderInTestApp(
    <Routes>
      <Route path="/feature-flags/*" element={<FeatureFlagsRouter />} />
    </Routes>,
    {
      apis: [[flagsApiRef, flagsApi], mockApis.permission()],
      initialRouteEntries: [`/feature-flags${path}`],
      mountedRoutes: {
        '/feature-flags': rootRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
    },
  );
}

// Words that are parts of paths themselves, and what a path has to encode.
const names = [
  'create',
  'conformance',
  'sets',
  'flags',
  'segments',
  'create-segment',
  'file',
  'edit',
  'rules',
  'a/b?c',
];

describe('FeatureFlagsRouter', () => {
  it.each(names)('has a page for a flag set called %s', async name => {
    renderAt(`/sets/${encodeURIComponent(name)}`);
    expect(
      await screen.findByRole('heading', { name: `The set ${name}` }),
    ).toBeInTheDocument();
  });

  it.each(names)('has a page for a flag called %s', async name => {
    renderAt(`/sets/create/flags/${encodeURIComponent(name)}`);
    expect(
      await screen.findByRole('switch', { name: `${name} in Production` }),
    ).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Edit the flag' })).toHaveAttribute(
      'href',
      `/feature-flags/sets/create/flags/${encodeURIComponent(name)}/edit`,
    );
  });

  it.each(names)('has a page for a segment called %s', async name => {
    flagsApi.listSegments.mockResolvedValue([
      {
        flagSet: 'file',
        name,
        targeting: { '!': [true] },
        revision: 1,
        updatedAt: '2026-11-01T00:00:00Z',
        updatedBy: 'user:default/ada',
        uses: [],
      },
    ]);
    renderAt(`/sets/file/segments/${encodeURIComponent(name)}`);
    expect(
      await screen.findByRole('heading', { name: 'Rule of the segment' }),
    ).toBeInTheDocument();
  });

  it('has its own pages beside them', async () => {
    renderAt('/create');
    expect(
      await screen.findByRole('heading', { name: 'Create a feature flag' }),
    ).toBeInTheDocument();
  });
});
