import type {
  AuditorService,
  AuthService,
  HttpAuthService,
  PermissionsService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { CatalogVisibility } from '@causeway/backend-common';
import type { Knex } from 'knex';
import type { Engine } from '../engine/createEngine';
import { ExportService } from '../exports/ExportService';
import { EntityListReadModel } from '../results/EntityListReadModel';
import { EntityReadModel } from '../results/EntityReadModel';
import { KindReadModel } from '../results/KindReadModel';
import { LevelReadModel } from '../results/LevelReadModel';
import { MoversReadModel } from '../results/MoversReadModel';
import { OverviewReadModel } from '../results/OverviewReadModel';
import { StateCountReadModel } from '../results/StateCountReadModel';
import { CatalogHierarchy } from './CatalogHierarchy';
import { CallerAccess } from './CallerAccess';
import { DryRunService } from './DryRunService';
import { EntityService } from './EntityService';
import { FactPushService } from './FactPushService';
import { LevelService } from './LevelService';
import { OverviewService } from './OverviewService';
import type { RouterOptions } from './router';
import { ScorecardService } from './ScorecardService';

/** Composes what the routes and the actions offer. */
export function createApi(options: {
  auditor: AuditorService;
  auth: AuthService;
  catalog: CatalogService;
  config: RootConfigService;
  db: Knex;
  engine: Engine;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
}): RouterOptions {
  const { auditor, auth, catalog, config, db, engine, httpAuth } = options;
  const access = new CallerAccess(options);
  const hierarchy = new CatalogHierarchy(options);
  const visibility = new CatalogVisibility({
    ...options,
    kinds: new KindReadModel({ db }),
  });
  const scorecards = new ScorecardService(engine);
  const lists = new EntityListReadModel({ db });
  return {
    access,
    auditor,
    areBadgesPublic:
      config.getOptionalBoolean('scorecard.badges.public') ?? false,
    dryRuns: new DryRunService({
      auth,
      catalog,
      facts: engine.facts,
      gatherer: engine.gatherer,
      knownFactRefs: engine.knownFactRefs,
      scorecards,
      visibility,
    }),
    entities: new EntityService({
      access,
      entities: new EntityReadModel({ db }),
      facts: engine.facts,
      pushedFactRefs: engine.pushedFactRefs,
      queue: engine.queue,
      scorecards,
      visibility,
    }),
    exports: new ExportService({ hierarchy, lists, scorecards, visibility }),
    facts: new FactPushService({
      access,
      auth,
      catalog,
      facts: engine.facts,
      queue: engine.queue,
      factRefs: engine.pushedFactRefs,
      pushers: config.getOptionalStringArray('scorecard.pushers'),
    }),
    httpAuth,
    levels: new LevelService({
      levels: new LevelReadModel({ db }),
      scorecards,
    }),
    overview: new OverviewService({
      hierarchy,
      lists,
      movers: new MoversReadModel({ db }),
      overview: new OverviewReadModel({ db }),
      scorecards,
      stateCounts: new StateCountReadModel({ db }),
      visibility,
    }),
    scorecards,
  };
}
