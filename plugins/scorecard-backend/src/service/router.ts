import type {
  AuditorService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { createValidatedOpenApiRouter } from '@backstage/backend-openapi-utils';
import express from 'express';
import type { ExportService } from '../exports/ExportService';
import { spec } from '../schema/openapi';
import { addEntityRoutes } from './addEntityRoutes';
import { addFactRoutes } from './addFactRoutes';
import { addLevelRoutes } from './addLevelRoutes';
import { addScorecardRoutes } from './addScorecardRoutes';
import type { CallerAccess } from './CallerAccess';
import type { DryRunService } from './DryRunService';
import type { EntityService } from './EntityService';
import type { FactPushService } from './FactPushService';
import type { LevelService } from './LevelService';
import type { OverviewService } from './OverviewService';
import type { ScorecardService } from './ScorecardService';

export interface RouterOptions {
  access: CallerAccess;
  auditor: AuditorService;
  /** Whether badges are for everyone. */
  areBadgesPublic: boolean;
  dryRuns: DryRunService;
  entities: EntityService;
  exports: ExportService;
  facts: FactPushService;
  httpAuth: HttpAuthService;
  levels: LevelService;
  overview: OverviewService;
  scorecards: ScorecardService;
}

export type ScorecardRouter = ReturnType<typeof createApiRouter>;

/** The longest rule file that is read, with what JSON adds to it. */
const maximumBody = '2mb';

/** The API. Every route asks who calls; the services ask which entities they see. */
export function createRouter(options: RouterOptions): express.Router {
  const router = createApiRouter();
  addScorecardRoutes(router, options);
  addEntityRoutes(router, options);
  addFactRoutes(router, options);
  addLevelRoutes(router, options);
  return router;
}

function createApiRouter() {
  return createValidatedOpenApiRouter(spec, {
    middleware: [express.json({ limit: maximumBody })],
  });
}
