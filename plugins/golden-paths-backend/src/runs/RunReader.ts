import type { AuthService } from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import type { ScaffolderTask } from '@backstage/plugin-scaffolder-common';
import type { ScaffolderService } from '@backstage/plugin-scaffolder-node';
import type { DatabaseRunStore } from './DatabaseRunStore';

const pageSize = 50;
const maximumUnfinished = 100;

type Scaffolder = Pick<ScaffolderService, 'getLogs' | 'getTask' | 'listTasks'>;

/** Reads how tasks went out of the scaffolder: each when it is new, and again until it has ended. */
export class RunReader {
  readonly #auth: AuthService;
  readonly #scaffolder: Scaffolder;
  readonly #store: DatabaseRunStore;

  constructor(options: {
    auth: AuthService;
    scaffolder: Scaffolder;
    store: DatabaseRunStore;
  }) {
    this.#auth = options.auth;
    this.#scaffolder = options.scaffolder;
    this.#store = options.store;
  }

  /**
   * Reads the tasks that are newer than those of the last time.
   *
   * @remarks
   * The scaffolder lists the newest first. The mark moves when all are read, so that one that
   * was broken off is read again.
   */
  async readNew(): Promise<void> {
    const mark = await this.#store.getMark();
    let newest: string | undefined;
    for (let offset = 0; ; offset += pageSize) {
      const { items } = await this.#scaffolder.listTasks(
        { limit: pageSize, offset },
        await this.#credentials(),
      );
      newest ??= items[0]?.createdAt;
      const fresh = items.filter(
        ({ createdAt }) => mark === undefined || createdAt >= mark,
      );
      for (const task of fresh) {
        await this.#record(task);
      }
      if (fresh.length < pageSize) {
        break;
      }
    }
    if (newest !== undefined) {
      await this.#store.setMark(newest);
    }
  }

  /** Reads those again that had not ended. */
  async readUnfinished(): Promise<void> {
    for (const taskId of await this.#store.listUnfinished(maximumUnfinished)) {
      try {
        await this.#record(
          await this.#scaffolder.getTask({ taskId }, await this.#credentials()),
        );
      } catch (error) {
        if (!(error instanceof ResponseError) || error.statusCode !== 404) {
          throw error;
        }
        await this.#store.delete(taskId);
      }
    }
  }

  async #record(task: ScaffolderTask): Promise<void> {
    const templateRef = task.spec.templateInfo?.entityRef;
    if (!templateRef) {
      return;
    }
    await this.#store.put({
      taskId: task.id,
      templateRef,
      status: task.status,
      seconds:
        task.status === 'completed' ? await this.#measure(task.id) : undefined,
    });
  }

  /** From the first line of the log, which a retry begins anew, to the end. */
  async #measure(taskId: string): Promise<number | undefined> {
    const events = await this.#scaffolder.getLogs(
      { taskId },
      await this.#credentials(),
    );
    const end = events.find(({ type }) => type === 'completion');
    return end
      ? (Date.parse(end.createdAt) - Date.parse(events[0].createdAt)) / 1000
      : undefined;
  }

  async #credentials() {
    return { credentials: await this.#auth.getOwnServiceCredentials() };
  }
}
