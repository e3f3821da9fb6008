import { DatabaseManager } from '@backstage/backend-defaults/database';
import {
  coreServices,
  createServiceFactory,
  RootLifecycleService,
  ServiceFactory,
} from '@backstage/backend-plugin-api';
import { readDuration } from '@causeway/backend-common';
import { RunningTasks } from './RunningTasks';

/**
 * The standard database service, except that a stop closes connections last.
 *
 * @remarks
 * The standard one closes them while tasks still end; the lock of such a task then stays, and
 * no replica runs it again before its timeout, which can be hours.
 */
export function createDatabase(runningTasks: RunningTasks): ServiceFactory {
  return createServiceFactory({
    service: coreServices.database,
    deps: {
      config: coreServices.rootConfig,
      lifecycle: coreServices.lifecycle,
      logger: coreServices.logger,
      pluginMetadata: coreServices.pluginMetadata,
      rootLifecycle: coreServices.rootLifecycle,
      rootLogger: coreServices.rootLogger,
    },
    async createRootContext({ config, rootLifecycle, rootLogger }) {
      const taskTimeoutMs = readDuration(
        config,
        'causeway.shutdown.taskTimeout',
        { seconds: 5 },
      );
      const afterTasks: RootLifecycleService = {
        addStartupHook: hook => rootLifecycle.addStartupHook(hook),
        addBeforeShutdownHook: hook =>
          rootLifecycle.addBeforeShutdownHook(hook),
        addShutdownHook: hook =>
          rootLifecycle.addShutdownHook(async () => {
            await runningTasks.untilEnded(taskTimeoutMs);
            await hook();
          }),
      };
      return DatabaseManager.fromConfig(config, {
        rootLifecycle: afterTasks,
        rootLogger,
      });
    },
    async factory({ pluginMetadata, lifecycle, logger }, databaseManager) {
      return databaseManager.forPlugin(pluginMetadata.getId(), {
        lifecycle,
        logger,
      });
    },
  });
}
