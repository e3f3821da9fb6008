import { createFrontendPlugin } from '@backstage/frontend-plugin-api';
import { RiFlagLine } from '@remixicon/react';
import {
  featureFlagsPage,
  flagsApi,
  flagsEntityCard,
  flagsEntityContent,
  flagSearchResultItem,
  hasFlagsCatalogFilter,
} from './extensions';
import {
  conformanceRouteRef,
  createFlagRouteRef,
  createSegmentRouteRef,
  flagdFileRouteRef,
  flagRouteRef,
  flagSetRouteRef,
  rootRouteRef,
  segmentRouteRef,
  segmentsRouteRef,
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
    segments: segmentsRouteRef,
    createSegment: createSegmentRouteRef,
    segment: segmentRouteRef,
    flagdFile: flagdFileRouteRef,
  },
  extensions: [
    flagsApi,
    featureFlagsPage,
    flagsEntityCard,
    flagsEntityContent,
    flagSearchResultItem,
    hasFlagsCatalogFilter,
  ],
});
