/**
 * Routes that change nothing although their method says that they might, and the bus between
 * replicas, which carries what another route has been audited for. `routes.csv` lists all routes,
 * and a test keeps the two alike.
 */
export const unauditedRoutes: ReadonlySet<string> = new Set([
  'POST /api/:plugin/.well-known/backstage/permissions/apply-conditions',
  'POST /api/permission/authorize',
  'POST /api/catalog/entities/by-refs',
  'POST /api/catalog/entities/by-query',
  'POST /api/catalog/entity-facets',
  'POST /api/catalog/locations/by-query',
  'POST /api/catalog/analyze-location',
  'POST /api/catalog/validate-entity',
  'POST /api/kubernetes/services/:serviceId',
  'POST /api/kubernetes/resources/workloads/query',
  'POST /api/kubernetes/resources/custom/query',
  'POST /api/feature-flags/ofrep/v1/evaluate/flags',
  'POST /api/feature-flags/ofrep/v1/evaluate/flags/:key',
  'POST /api/feature-flags/v1/flag-sets/:flagSet/flags/:key/environments/:environment/explain',
  'POST /api/feature-flags/v1/flag-sets/:flagSet/flags/:key/environments/:environment/validate',
  'POST /api/feature-flags/v1/flag-sets/:flagSet/environments/:environment/flagd.json/preview',
  'POST /api/feature-flags/v1/flag-sets/:flagSet/segments/:name/validate',
  'POST /api/golden-paths/v1/previews',
  'POST /api/scorecard/v1/dry-run',
  'POST /api/scaffolder/v2/autocomplete/:provider/:resource',
  'POST /api/user-settings/multiget',
  'POST /api/events/bus/v1/events',
  'PUT /api/events/bus/v1/subscriptions/:subscriptionId',
]);
