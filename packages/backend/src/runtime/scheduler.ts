import { DefaultSchedulerService } from '@backstage/backend-defaults/scheduler';
import {
  coreServices,
  createServiceFactory,
  SchedulerService,
  SchedulerServiceTaskInvocationDefinition,
  SchedulerServiceTaskScheduleDefinition,
  ServiceFactory,
} from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { NotFoundError } from '@backstage/errors';
import { RunningTasks } from './RunningTasks';

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

class WatchedScheduler implements SchedulerService {
  readonly #scheduler: SchedulerService;
  readonly #runningTasks: RunningTasks;
  readonly #isEnabled: boolean;

  constructor(
    scheduler: SchedulerService,
    runningTasks: RunningTasks,
    isEnabled: boolean,
  ) {
    this.#scheduler = scheduler;
    this.#runningTasks = runningTasks;
    this.#isEnabled = isEnabled;
  }

  async scheduleTask(
    task: SchedulerServiceTaskScheduleDefinition &
      SchedulerServiceTaskInvocationDefinition,
  ) {
    // A task with local scope is about this process, such as the pruning of its memory.
    if (this.#isEnabled || task.scope === 'local') {
      await this.#scheduler.scheduleTask({
        ...task,
        fn: this.#runningTasks.watch(task.fn),
      });
      return;
    }
    await this.#createTables();
  }

  createScheduledTaskRunner(schedule: SchedulerServiceTaskScheduleDefinition) {
    return {
      run: (task: SchedulerServiceTaskInvocationDefinition) =>
        this.scheduleTask({ ...task, ...schedule }),
    };
  }

  triggerTask(id: string) {
    return this.#scheduler.triggerTask(id);
  }

  cancelTask(id: string) {
    return this.#scheduler.cancelTask(id);
  }

  getScheduledTasks() {
    return this.#scheduler.getScheduledTasks();
  }

  // The scheduler creates its tables when it is first asked for anything, and a migration has
  // to leave them behind although it runs no task.
  async #createTables() {
    try {
      await this.#scheduler.triggerTask('no such task');
    } catch (error) {
      if (!(error instanceof NotFoundError)) {
        throw error;
      }
    }
  }
}
