import { SchedulerServiceTaskInvocationDefinition } from '@backstage/backend-plugin-api';

/** The scheduled tasks that this replica is running at the moment. */
export class RunningTasks {
  readonly #runs = new Set<Promise<void>>();

  /** The same task, seen by `untilEnded`. */
  watch(
    fn: SchedulerServiceTaskInvocationDefinition['fn'],
  ): SchedulerServiceTaskInvocationDefinition['fn'] {
    return async signal => {
      const run = (async () => fn(signal))();
      const ended = run.then(
        () => {},
        () => {},
      );
      this.#runs.add(ended);
      try {
        await run;
      } finally {
        this.#runs.delete(ended);
      }
    };
  }

  /** Resolves when all have ended and begun to release their locks, or after `timeoutMs`. */
  async untilEnded(timeoutMs: number): Promise<void> {
    await Promise.race([
      Promise.all(this.#runs),
      new Promise(resolve => {
        setTimeout(resolve, timeoutMs).unref();
      }),
    ]);
    // The scheduler sends the statement that releases a lock right after the task's end.
    await new Promise(setImmediate);
  }
}
