import { createRouteRef, createSubRouteRef } from '@backstage/core-plugin-api';

// The legacy kind of ref, because the card of `legacy.ts` has to be mounted at
// the same ref as the page of `plugin.tsx`.
export const rootRouteRef = createRouteRef({ id: 'feature-flags' });

export const createFlagRouteRef = createSubRouteRef({
  id: 'feature-flags/create',
  parent: rootRouteRef,
  path: '/create',
});

export const conformanceRouteRef = createSubRouteRef({
  id: 'feature-flags/conformance',
  parent: rootRouteRef,
  path: '/conformance',
});

// Whatever a key is, it stands below a fixed word of its own, so that none hides a page.

export const flagSetRouteRef = createSubRouteRef({
  id: 'feature-flags/flag-set',
  parent: rootRouteRef,
  path: '/sets/:flagSet',
});

export const segmentsRouteRef = createSubRouteRef({
  id: 'feature-flags/segments',
  parent: rootRouteRef,
  path: '/sets/:flagSet/segments',
});

export const createSegmentRouteRef = createSubRouteRef({
  id: 'feature-flags/create-segment',
  parent: rootRouteRef,
  path: '/sets/:flagSet/create-segment',
});

export const segmentRouteRef = createSubRouteRef({
  id: 'feature-flags/segment',
  parent: rootRouteRef,
  path: '/sets/:flagSet/segments/:segment',
});

export const flagdFileRouteRef = createSubRouteRef({
  id: 'feature-flags/flagd-file',
  parent: rootRouteRef,
  path: '/sets/:flagSet/file',
});

export const flagRouteRef = createSubRouteRef({
  id: 'feature-flags/flag',
  parent: rootRouteRef,
  path: '/sets/:flagSet/flags/:flagKey',
});
