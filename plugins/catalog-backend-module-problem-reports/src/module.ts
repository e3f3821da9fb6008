import {
  coreServices,
  createBackendModule,
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { describeConflict } from './describeConflict';
import { findDanglingOwners } from './findDanglingOwners';
import { ProblemReporter } from './ProblemReporter';

const recipientsKey = 'causeway.catalogProblems.recipients';
const scheduleKey = 'causeway.catalogProblems.schedule';

/** Tells of mistakes in catalog files that the catalog itself accepts. */
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

        await events.subscribe({
          id: 'problem-reports',
          topics: ['experimental.catalog.conflict'],
          async onEvent({ eventPayload }) {
            const problem = describeConflict(eventPayload);
            if (problem) {
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
