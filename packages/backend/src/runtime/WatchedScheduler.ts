import {
  SchedulerService,
  SchedulerServiceTaskInvocationDefinition,
  SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
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
    }
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
}
