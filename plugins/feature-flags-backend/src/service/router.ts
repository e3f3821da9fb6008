import type {
  AuditorService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { createValidatedOpenApiRouter } from '@backstage/backend-openapi-utils';
import type { Environment } from '@causeway/plugin-feature-flags-common';
import type express from 'express';
import PromiseRouter from 'express-promise-router';
import type { FlagSetService } from '../flag-sets/FlagSetService';
import type { FlagdFileService } from '../flagd-files/FlagdFileService';
import type { FlagService } from '../flags/FlagService';
import type { HistoryService } from '../history/HistoryService';
import type { FlagSnapshots } from '../evaluation/FlagSnapshots';
import type { EnvironmentKeyService } from '../keys/EnvironmentKeyService';
import { spec } from '../schema/openapi';
import type { SegmentService } from '../segments/SegmentService';
import { addSourceRoutes } from '../sources/addSourceRoutes';
import type { ExternalFlagService } from '../sources/ExternalFlagService';
import { addEnvironmentRoutes } from './addEnvironmentRoutes';
import { addEvaluationRoutes } from './addEvaluationRoutes';
import { addFlagRoutes } from './addFlagRoutes';
import { addFlagSetRoutes } from './addFlagSetRoutes';
import { jsonBody } from './jsonBody';

export interface RouterOptions {
  auditor: AuditorService;
  environments: Environment[];
  externalFlags: ExternalFlagService;
  files: FlagdFileService;
  flags: FlagService;
  flagSets: FlagSetService;
  history: HistoryService;
  httpAuth: HttpAuthService;
  keys: EnvironmentKeyService;
  segments: SegmentService;
  snapshots: FlagSnapshots;
}

export type FlagsRouter = ReturnType<typeof createApiRouter>;

/** The management API. Every route asks who calls; the services ask whether they may. */
export function createRouter(options: RouterOptions): express.Router {
  const api = createApiRouter();
  addFlagSetRoutes(api, options);
  addFlagRoutes(api, options);
  addEnvironmentRoutes(api, options);
  addEvaluationRoutes(api, options);
  addSourceRoutes(api, options);

  const router = PromiseRouter();
  // Before the validated router, which makes of every error a new one without its problems.
  router.use('/v1', jsonBody);
  router.use(api);
  return router;
}

function createApiRouter() {
  return createValidatedOpenApiRouter(spec);
}
