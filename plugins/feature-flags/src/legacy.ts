import {
  createApiFactory,
  createPlugin,
  createRoutableExtension,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { flagsApiRef, FlagsClient } from './api';
import { flagRouteRef, rootRouteRef } from './routes';

/**
 * The plugin for apps on the legacy frontend system.
 *
 * @public
 */
export const featureFlagsLegacyPlugin = createPlugin({
  id: 'feature-flags',
  apis: [
    createApiFactory({
      api: flagsApiRef,
      deps: { fetchApi: fetchApiRef },
      factory: ({ fetchApi }) => new FlagsClient({ fetchApi }),
    }),
  ],
  routes: { root: rootRouteRef, flag: flagRouteRef },
});

/**
 * The entity card for apps on the legacy frontend system.
 *
 * @public
 */
export const EntityFeatureFlagsCard = featureFlagsLegacyPlugin.provide(
  createRoutableExtension({
    name: 'EntityFeatureFlagsCard',
    component: () =>
      import('./components/FeatureFlagsCard').then(m => m.FeatureFlagsCard),
    mountPoint: rootRouteRef,
  }),
);
