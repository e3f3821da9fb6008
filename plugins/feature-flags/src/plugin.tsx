import { createFrontendPlugin } from '@backstage/frontend-plugin-api';
import { RiFlagLine } from '@remixicon/react';
import {
  featureFlagsPage,
  flagsApi,
  flagsEntityCard,
  flagsEntityContent,
  flagSearchResultItem,
} from './extensions';
import {
  conformanceRouteRef,
  createFlagRouteRef,
  flagRouteRef,
  flagSetRouteRef,
  rootRouteRef,
} from './routes';

/**
 * Feature flags in the portal.
 *
 * @public
 */
export const featureFlagsPlugin = createFrontendPlugin({
  pluginId: 'feature-flags',
  title: 'Feature flags',
  icon: <RiFlagLine />,
  info: { packageJson: () => import('../package.json') },
  routes: {
    root: rootRouteRef,
    createFlag: createFlagRouteRef,
    conformance: conformanceRouteRef,
    flagSet: flagSetRouteRef,
    flag: flagRouteRef,
  },
  extensions: [
    flagsApi,
    featureFlagsPage,
    flagsEntityCard,
    flagsEntityContent,
    flagSearchResultItem,
  ],
});
