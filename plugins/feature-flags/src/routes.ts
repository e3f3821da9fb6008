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

export const flagSetRouteRef = createSubRouteRef({
  id: 'feature-flags/flag-set',
  parent: rootRouteRef,
  path: '/:flagSet',
});

export const flagRouteRef = createSubRouteRef({
  id: 'feature-flags/flag',
  parent: rootRouteRef,
  path: '/:flagSet/:flagKey',
});
