import { DefaultSchedulerService } from '@backstage/backend-defaults/scheduler';
import {
  coreServices,
  createServiceFactory,
  ServiceFactory,
} from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
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
      return new WatchedScheduler(scheduler, runningTasks, isEnabled);
    },
  });
}
