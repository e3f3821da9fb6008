import type {
  AuditorService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { createValidatedOpenApiRouter } from '@backstage/backend-openapi-utils';
import type { Environment } from '@causeway/plugin-feature-flags-common';
import type express from 'express';
import type { FlagSetService } from '../flag-sets/FlagSetService';
import type { FlagdFileService } from '../flagd-files/FlagdFileService';
import type { FlagService } from '../flags/FlagService';
import type { HistoryService } from '../history/HistoryService';
import type { EnvironmentKeyService } from '../keys/EnvironmentKeyService';
import { spec } from '../schema/openapi';
import type { SegmentService } from '../segments/SegmentService';
import { addEnvironmentRoutes } from './addEnvironmentRoutes';
import { addFlagRoutes } from './addFlagRoutes';
import { addFlagSetRoutes } from './addFlagSetRoutes';
import { jsonBody } from './jsonBody';

export interface RouterOptions {
  auditor: AuditorService;
  environments: Environment[];
  files: FlagdFileService;
  flags: FlagService;
  flagSets: FlagSetService;
  history: HistoryService;
  httpAuth: HttpAuthService;
  keys: EnvironmentKeyService;
  segments: SegmentService;
}

export type FlagsRouter = ReturnType<typeof createEmptyRouter>;

/** The management API. Every route asks who calls; the services ask whether they may. */
export function createRouter(options: RouterOptions): express.Router {
  const router = createEmptyRouter();
  addFlagSetRoutes(router, options);
  addFlagRoutes(router, options);
  addEnvironmentRoutes(router, options);
  return router;
}

function createEmptyRouter() {
  return createValidatedOpenApiRouter(spec, {
    middleware: jsonBody() as express.RequestHandler[],
  });
}
