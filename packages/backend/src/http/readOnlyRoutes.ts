/**
 * Routes that change nothing although their method says that they might, so that they are not
 * audited. `routes.yaml` lists all routes, and a test keeps the two alike.
 */
export const readOnlyRoutes: ReadonlySet<string> = new Set([
  'POST /api/permission/authorize',
]);
