import {
  SchedulerService,
  SchedulerServiceTaskInvocationDefinition,
  SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { RunningTasks } from './RunningTasks';

/** A scheduler whose running tasks are known, and that can leave its tasks to other replicas. */
export class WatchedScheduler implements SchedulerService {
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
