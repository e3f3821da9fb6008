import {
  ApiBlueprint,
  fetchApiRef,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  CatalogFilterBlueprint,
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { SearchResultListItemBlueprint } from '@backstage/plugin-search-react/alpha';
import { RiFlagLine } from '@remixicon/react';
import { flagsApiRef, FlagsClient } from './api';
import { rootRouteRef } from './routes';

export const flagsApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: flagsApiRef,
      deps: { fetchApi: fetchApiRef },
      factory: ({ fetchApi }) => new FlagsClient({ fetchApi }),
    }),
});

export const featureFlagsPage = PageBlueprint.make({
  params: {
    path: '/feature-flags',
    routeRef: rootRouteRef,
    loader: () =>
      import('./components/FeatureFlagsRouter').then(m => (
        <m.FeatureFlagsRouter />
      )),
  },
});

/** Kinds of entities that flags are made for. */
const flaggedKinds = { kind: { $in: ['component', 'system', 'api'] } };

export const flagsEntityCard = EntityCardBlueprint.make({
  name: 'flags',
  params: {
    type: 'content',
    filter: flaggedKinds,
    loader: () =>
      import('./components/FeatureFlagsCard').then(m => <m.FeatureFlagsCard />),
  },
});

export const flagsEntityContent = EntityContentBlueprint.make({
  name: 'flags',
  params: {
    path: '/feature-flags',
    title: 'Feature flags',
    group: 'operation',
    filter: flaggedKinds,
    loader: () =>
      import('./components/EntityFeatureFlags').then(m => (
        <m.EntityFeatureFlags />
      )),
  },
});

export const hasFlagsCatalogFilter = CatalogFilterBlueprint.make({
  name: 'has-flags',
  params: {
    loader: () =>
      import('./components/HasFlagsFilter').then(m => <m.HasFlagsFilter />),
  },
});

export const flagSearchResultItem = SearchResultListItemBlueprint.make({
  params: {
    icon: <RiFlagLine />,
    predicate: result => result.type === 'feature-flag',
    component: () =>
      import('./components/FlagSearchResultItem').then(
        m => m.FlagSearchResultItem,
      ),
  },
});
