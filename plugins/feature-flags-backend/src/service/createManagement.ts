import type {
  AuthService,
  LifecycleService,
  LoggerService,
  PermissionsRegistryService,
  PermissionsService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Environment } from '@causeway/plugin-feature-flags-common';
import type { Knex } from 'knex';
import { DatabaseFlagSetStore } from '../flag-sets/DatabaseFlagSetStore';
import { FlagSetService } from '../flag-sets/FlagSetService';
import { FlagdFileService } from '../flagd-files/FlagdFileService';
import { DatabaseFlagStore } from '../flags/DatabaseFlagStore';
import { FlagService } from '../flags/FlagService';
import { FlagWriter } from '../flags/FlagWriter';
import { DatabaseHistoryStore } from '../history/DatabaseHistoryStore';
import { HistoryService } from '../history/HistoryService';
import { AcceptedKeys } from '../keys/AcceptedKeys';
import { DatabaseKeyStore } from '../keys/DatabaseKeyStore';
import { EnvironmentKeyService } from '../keys/EnvironmentKeyService';
import { EntityOwners } from '../ownership/EntityOwners';
import { FlagAuthorizer } from '../ownership/FlagAuthorizer';
import { FlagResources } from '../ownership/FlagResources';
import { FlagSeeder } from '../seed/FlagSeeder';
import type { SeedFlagSet } from '../seed/readSeedFiles';
import { DatabaseSegmentStore } from '../segments/DatabaseSegmentStore';
import { SegmentService } from '../segments/SegmentService';
import { SegmentWriter } from '../segments/SegmentWriter';
import { DatabaseExternalFlagStore } from '../sources/DatabaseExternalFlagStore';
import { ExternalFlagService } from '../sources/ExternalFlagService';
import type { FlagSources } from '../sources/FlagSources';

/** Makes everything that stores and changes flags. */
export function createManagement(options: {
  auth: AuthService;
  catalog: CatalogService;
  db: Knex;
  environments: Environment[];
  logger: LoggerService;
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
  seeds: SeedFlagSet[];
  sources: FlagSources;
}) {
  const { auth, catalog, db, environments, logger, sources } = options;
  const owners = new EntityOwners({ db, catalog, auth });
  const authorizer = new FlagAuthorizer({ ...options, owners });
  const setStore = new DatabaseFlagSetStore(db);
  const flagStore = new DatabaseFlagStore({ db, environments });
  const segmentStore = new DatabaseSegmentStore(db);
  const keyStore = new DatabaseKeyStore(db);
  const flagWriter = new FlagWriter(flagStore);
  const segmentWriter = new SegmentWriter(segmentStore);
  const externalFlagStore = new DatabaseExternalFlagStore(db);
  const acceptedKeys = new AcceptedKeys({ store: keyStore, logger });
  const seeder = new FlagSeeder({
    db,
    environments,
    sets: setStore,
    flagWriter,
    segmentWriter,
    logger,
  });

  return {
    acceptedKeys,
    authorizer,
    owners,
    resources: new FlagResources({ db, owners }),
    externalFlags: new ExternalFlagService({
      sources,
      store: externalFlagStore,
      catalog,
      auth,
      authorizer,
      logger,
    }),
    files: new FlagdFileService({
      db,
      environments,
      sets: setStore,
      flags: flagStore,
      flagWriter,
      segments: segmentStore,
      segmentWriter,
      authorizer,
      owners,
    }),
    flags: new FlagService({
      db,
      environments,
      sets: setStore,
      store: flagStore,
      writer: flagWriter,
      authorizer,
      owners,
    }),
    flagSets: new FlagSetService({
      db,
      store: setStore,
      flags: flagStore,
      segments: segmentStore,
      keys: keyStore,
      authorizer,
      owners,
    }),
    history: new HistoryService({
      db,
      history: new DatabaseHistoryStore(db),
      sets: setStore,
      flags: flagStore,
      flagWriter,
      segments: segmentStore,
      segmentWriter,
      authorizer,
    }),
    keys: new EnvironmentKeyService({
      db,
      environments,
      sets: setStore,
      store: keyStore,
      accepted: acceptedKeys,
      authorizer,
    }),
    segments: new SegmentService({
      db,
      sets: setStore,
      store: segmentStore,
      writer: segmentWriter,
      authorizer,
    }),
    async start(services: {
      lifecycle: LifecycleService;
      scheduler: SchedulerService;
    }): Promise<void> {
      await seeder.seed(options.seeds);
      await acceptedKeys.refresh();
      await externalFlagStore.keepOnly(sources.list().map(({ name }) => name));
      await scheduleUpkeep({ ...services, acceptedKeys, owners });
    },
  };
}

async function scheduleUpkeep(options: {
  acceptedKeys: AcceptedKeys;
  lifecycle: LifecycleService;
  owners: EntityOwners;
  scheduler: SchedulerService;
}): Promise<void> {
  const { acceptedKeys, lifecycle, owners, scheduler } = options;
  await scheduler.scheduleTask({
    id: 'refresh-entity-owners',
    frequency: { minutes: 1 },
    timeout: { minutes: 5 },
    initialDelay: { seconds: 5 },
    fn: () => owners.refresh(),
  });
  // Each replica has its own memory of keys and of their uses.
  await scheduler.scheduleTask({
    id: 'refresh-environment-keys',
    scope: 'local',
    frequency: { seconds: 5 },
    timeout: { seconds: 30 },
    fn: () => acceptedKeys.refresh(),
  });
  await scheduler.scheduleTask({
    id: 'flush-environment-key-uses',
    scope: 'local',
    frequency: { seconds: 30 },
    timeout: { seconds: 30 },
    fn: () => acceptedKeys.flushUses(),
  });
  lifecycle.addShutdownHook(() => acceptedKeys.flushUses());
}
