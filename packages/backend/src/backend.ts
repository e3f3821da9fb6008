import { createBackend } from '@backstage/backend-defaults';
import { httpRouter } from './http/httpRouter';

// Every feature of the portal's backend. Configuration decides what each of them does.
export const backend = createBackend();

backend.add(httpRouter);

backend.add(import('@backstage/plugin-app-backend'));
backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@causeway/plugin-auth-backend-module-sign-in'));
backend.add(import('@backstage/plugin-permission-backend'));
backend.add(import('@causeway/plugin-permission-backend-module-roles'));
backend.add(import('@backstage/plugin-proxy-backend'));
backend.add(import('@backstage/plugin-user-settings-backend'));

backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(
  import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
);
backend.add(import('@causeway/plugin-catalog-backend-module-feature-flags'));
backend.add(import('@backstage/plugin-catalog-backend-module-logs'));
backend.add(import('@backstage/plugin-catalog-backend-module-unprocessed'));
backend.add(import('@backstage/plugin-catalog-backend-module-gitea'));
backend.add(import('@backstage/plugin-catalog-backend-module-github'));
backend.add(import('@backstage/plugin-catalog-backend-module-github-org'));
backend.add(import('@backstage/plugin-catalog-backend-module-gitlab'));
backend.add(
  import(
    '@backstage-community/plugin-catalog-backend-module-annotate-scm-slug'
  ),
);
backend.add(
  import('@causeway/plugin-catalog-backend-module-legacy-github-locations'),
);
backend.add(import('@causeway/plugin-catalog-backend-module-ownership'));
backend.add(import('@causeway/plugin-catalog-backend-module-problem-reports'));
backend.add(import('@causeway/plugin-catalog-backend-module-scorecard'));

backend.add(import('@causeway/plugin-feature-flags-backend'));
backend.add(import('@causeway/plugin-feature-flags-backend-module-flagd'));
backend.add(import('@causeway/plugin-feature-flags-backend-module-unleash'));

backend.add(import('@causeway/plugin-golden-paths-backend'));

backend.add(import('@causeway/plugin-scorecard-backend'));
backend.add(import('@causeway/plugin-scorecard-backend-module-api-definition'));
backend.add(import('@causeway/plugin-scorecard-backend-module-feature-flags'));
backend.add(import('@causeway/plugin-scorecard-backend-module-kubernetes'));
backend.add(import('@causeway/plugin-scorecard-backend-module-techdocs'));

backend.add(import('@backstage/plugin-scaffolder-backend'));
backend.add(import('@backstage/plugin-scaffolder-backend-module-gitea'));
backend.add(import('@backstage/plugin-scaffolder-backend-module-github'));
backend.add(import('@backstage/plugin-scaffolder-backend-module-gitlab'));
backend.add(
  import('@backstage/plugin-scaffolder-backend-module-notifications'),
);
backend.add(import('@causeway/plugin-scaffolder-backend-module-feature-flags'));
backend.add(import('@causeway/plugin-scaffolder-backend-module-golden-paths'));
backend.add(
  import('@causeway/plugin-scaffolder-backend-module-wait-for-entity'),
);

backend.add(import('@backstage/plugin-techdocs-backend'));
backend.add(import('@causeway/plugin-techdocs-backend-module-build-errors'));
backend.add(import('@causeway/plugin-techdocs-backend-module-prebuild'));
backend.add(import('@causeway/plugin-techdocs-backend-module-published-docs'));
backend.add(import('@backstage/plugin-kubernetes-backend'));
backend.add(import('@causeway/plugin-kubernetes-backend-module-ownership'));

backend.add(import('@backstage/plugin-search-backend'));
backend.add(import('@backstage/plugin-search-backend-module-pg'));
backend.add(import('@backstage/plugin-search-backend-module-catalog'));
backend.add(import('@causeway/plugin-search-backend-module-feature-flags'));
backend.add(import('@causeway/plugin-search-backend-module-ownership'));
backend.add(import('@backstage/plugin-search-backend-module-techdocs'));

backend.add(import('@backstage/plugin-events-backend'));
backend.add(import('@backstage/plugin-events-backend-module-github'));
backend.add(import('@backstage/plugin-notifications-backend'));
backend.add(import('@backstage/plugin-signals-backend'));
backend.add(import('@backstage/plugin-mcp-actions-backend'));
backend.add(import('@backstage/plugin-devtools-backend'));
