import { DefaultSchedulerService } from '@backstage/backend-defaults/scheduler';
import {
  coreServices,
  createServiceFactory,
  SchedulerService,
  ServiceFactory,
} from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { NotFoundError } from '@backstage/errors';
import { RunningTasks } from './RunningTasks';
import { WatchedScheduler } from './WatchedScheduler';

/**
 * The standard scheduler, which a replica can leave to others with `causeway.tasks.enabled`,
 * and whose running tasks are known when the backend stops.
 */
export function createScheduler(runningTasks: RunningTasks): ServiceFactory {
  return createServiceFactory({
    service: coreServices.scheduler,
    deps: {
      config: coreServices.rootConfig,
      database: coreServices.database,
      logger: coreServices.logger,
      rootLifecycle: coreServices.rootLifecycle,
      httpRouter: coreServices.httpRouter,
      pluginMetadata: coreServices.pluginMetadata,
      metrics: metricsServiceRef,
    },
    async factory({ config, ...deps }) {
      const scheduler = DefaultSchedulerService.create(deps);
      const isEnabled =
        config.getOptionalBoolean('causeway.tasks.enabled') ?? true;
      if (!isEnabled && !deps.database.migrations?.skip) {
        await createTables(scheduler);
      }
      return new WatchedScheduler(scheduler, runningTasks, isEnabled);
    },
  });
}

// The scheduler creates its tables when it is first asked for anything. A migration, which runs
// no task, has to leave them behind, also for plugins that ask late.
async function createTables(scheduler: SchedulerService) {
  try {
    await scheduler.triggerTask('no such task');
  } catch (error) {
    if (!(error instanceof NotFoundError)) {
      throw error;
    }
  }
}
