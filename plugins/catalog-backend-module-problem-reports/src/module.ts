import {
  coreServices,
  createBackendModule,
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { catalogModelExtensionPoint } from '@backstage/plugin-catalog-node/alpha';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { describeConflict } from './describeConflict';
import { describeErrors } from './describeErrors';
import { findDanglingOwners } from './findDanglingOwners';
import { parseCatalogFile } from './parseCatalogFile';
import { ProblemReporter } from './ProblemReporter';

const errorsTopic = 'experimental.catalog.errors';
const conflictTopic = 'experimental.catalog.conflict';
const recipientsKey = 'causeway.catalogProblems.recipients';
const scheduleKey = 'causeway.catalogProblems.schedule';

/** Tells those who look after the catalog of mistakes in its files. */
export const catalogModuleProblemReports = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'problem-reports',
  register(reg) {
    reg.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        events: eventsServiceRef,
        logger: coreServices.logger,
        model: catalogModelExtensionPoint,
        notifications: notificationService,
        scheduler: coreServices.scheduler,
      },
      async init(deps) {
        const { auth, catalog, config, events, logger, scheduler } = deps;
        const reporter = new ProblemReporter({
          logger,
          notifications: deps.notifications,
          recipients: config.getOptionalStringArray(recipientsKey) ?? [],
        });

        deps.model.setEntityDataParser(parseCatalogFile);

        await events.subscribe({
          id: 'problem-reports',
          topics: [errorsTopic, conflictTopic],
          async onEvent({ topic, eventPayload }) {
            const describe =
              topic === errorsTopic ? describeErrors : describeConflict;
            for (const problem of describe(eventPayload)) {
              await reporter.report(problem);
            }
          },
        });

        await scheduler.scheduleTask({
          ...(config.has(scheduleKey)
            ? readSchedulerServiceTaskScheduleDefinitionFromConfig(
                config.getConfig(scheduleKey),
              )
            : {
                initialDelay: { minutes: 1 },
                frequency: { minutes: 10 },
                timeout: { minutes: 5 },
              }),
          id: 'find-dangling-owners',
          async fn() {
            for (const problem of await findDanglingOwners({ auth, catalog })) {
              await reporter.report(problem);
            }
          },
        });
      },
    });
  },
});
