import { createFrontendPlugin } from '@backstage/frontend-plugin-api';
import { RiRoadMapLine } from '@remixicon/react';
import {
  goldenPathsApi,
  goldenPathsPage,
  originEntityCard,
  servicesSubPage,
  templatesSubPage,
} from './extensions';
import { rootRouteRef, servicesRouteRef, templateRouteRef } from './routes';

/**
 * Golden paths in the portal: how they are used, and which services fell behind theirs.
 *
 * @public
 */
export const goldenPathsPlugin = createFrontendPlugin({
  pluginId: 'golden-paths',
  title: 'Golden paths',
  icon: <RiRoadMapLine />,
  info: { packageJson: () => import('../package.json') },
  routes: { root: rootRouteRef, services: servicesRouteRef },
  externalRoutes: { template: templateRouteRef },
  extensions: [
    goldenPathsApi,
    goldenPathsPage,
    templatesSubPage,
    servicesSubPage,
    originEntityCard,
  ],
});
