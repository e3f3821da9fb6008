import { mockServices } from '@backstage/backend-test-utils';
import { ResponseError } from '@backstage/errors';
import type {
  LogEvent,
  ScaffolderTask,
} from '@backstage/plugin-scaffolder-common';
import { migratePluginDatabase } from '@causeway/backend-common';
import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
import { DatabaseRunStore } from './DatabaseRunStore';
import { followTasks } from './followTasks';
import { RunReader } from './RunReader';

jest.setTimeout(60_000);

const templateRef = 'template:default/go-microservice';

/** A scaffolder that lists the newest first and counts what it is asked. */
class TaskLog {
  readonly tasks: ScaffolderTask[] = [];
  readonly calls = { getLogs: 0, getTask: 0, listTasks: 0 };

  add(id: string, minute: number, status: ScaffolderTask['status']): void {
    this.tasks.unshift({
      id,
      status,
      createdAt: new Date(Date.UTC(2026, 10, 1, 0, minute)).toISOString(),
      spec: {
        apiVersion: 'scaffolder.backstage.io/v1beta3',
        parameters: {},
        steps: [],
        output: {},
        templateInfo: { entityRef: templateRef },
      },
    });
  }

  setStatus(id: string, status: ScaffolderTask['status']): void {
    this.tasks.forEach(task => {
      if (task.id === id) {
        task.status = status;
      }
    });
  }

  async listTasks({ limit = 0, offset = 0 }) {
    this.calls.listTasks += 1;
    return {
      items: this.tasks.slice(offset, offset + limit),
      totalItems: this.tasks.length,
    };
  }

  async getTask({ taskId }: { taskId: string }) {
    this.calls.getTask += 1;
    const task = this.tasks.find(({ id }) => id === taskId);
    if (!task) {
      throw await ResponseError.fromResponse(
        new Response('{}', { status: 404 }),
      );
    }
    return task;
  }

  async getLogs({ taskId }: { taskId: string }) {
    this.calls.getLogs += 1;
    const event = (type: LogEvent['type'], second: number): LogEvent => ({
      id: second,
      taskId,
      type,
      createdAt: new Date(Date.UTC(2026, 10, 1, 0, 0, second)).toISOString(),
      body: { message: '' },
    });
    return [event('log', 1), event('log', 3), event('completion', 9)];
  }
}

describeWithDatabase('RunReader', () => {
  async function create() {
    const knex = await createTestDatabase();
    await migratePluginDatabase({
      database: mockServices.database({ knex }),
      packageName: '@causeway/plugin-golden-paths-backend',
    });
    const scaffolder = new TaskLog();
    const store = new DatabaseRunStore({ db: knex });
    const reader = new RunReader({
      auth: mockServices.auth(),
      scaffolder,
      store,
    });
    const sumUp = async () =>
      (await store.sumUp([templateRef])).get(templateRef);
    return { reader, scaffolder, store, sumUp };
  }

  it('reads all tasks once, and then only those that are new', async () => {
    const { reader, scaffolder, sumUp } = await create();
    for (let minute = 0; minute < 120; minute += 1) {
      scaffolder.add(
        `task-${minute}`,
        minute,
        minute % 4 ? 'completed' : 'failed',
      );
    }
    await reader.readNew();
    expect(scaffolder.calls).toMatchObject({ listTasks: 3, getLogs: 90 });
    expect(await sumUp()).toEqual({
      total: 120,
      succeeded: 90,
      failed: 30,
      successRate: 0.75,
      medianSeconds: 8,
    });

    scaffolder.add('task-new', 121, 'completed');
    await reader.readNew();
    // The newest of the last time is read again, as another may be as old.
    expect(scaffolder.calls).toMatchObject({ listTasks: 4, getLogs: 92 });
    expect(await sumUp()).toMatchObject({ total: 121, succeeded: 91 });
  });

  it('reads from where it began after it was broken off', async () => {
    const { reader, scaffolder, sumUp } = await create();
    for (let minute = 0; minute < 60; minute += 1) {
      scaffolder.add(`task-${minute}`, minute, 'failed');
    }
    const listTasks = scaffolder.listTasks.bind(scaffolder);
    scaffolder.listTasks = async query => {
      if (query.offset) {
        throw new Error('The scaffolder went away');
      }
      return listTasks(query);
    };
    await expect(reader.readNew()).rejects.toThrow('went away');
    scaffolder.listTasks = listTasks;
    await reader.readNew();
    expect(await sumUp()).toMatchObject({ total: 60 });
  });

  it('reads a task again until it has ended, and after a retry', async () => {
    const { reader, scaffolder, store, sumUp } = await create();
    const events = mockServices.events();
    await followTasks({ events, store });
    const publish = (status: string) =>
      events.publish({
        topic: 'scaffolder.task',
        eventPayload: {
          id: 'one',
          status,
          ...(status !== 'failed' && {
            spec: { templateInfo: { entityRef: templateRef } },
          }),
        },
      });
    scaffolder.add('one', 1, 'processing');
    await publish('open');
    await reader.readUnfinished();
    expect(await sumUp()).toEqual({ total: 1, succeeded: 0, failed: 0 });

    scaffolder.setStatus('one', 'failed');
    await publish('failed');
    await reader.readUnfinished();
    expect(await sumUp()).toMatchObject({ failed: 1, successRate: 0 });
    await reader.readUnfinished();
    expect(scaffolder.calls.getTask).toBe(2);

    scaffolder.setStatus('one', 'completed');
    await publish('processing');
    await reader.readUnfinished();
    expect(await sumUp()).toEqual({
      total: 1,
      succeeded: 1,
      failed: 0,
      successRate: 1,
      medianSeconds: 8,
    });
  });

  it('forgets a task that the scaffolder no longer has', async () => {
    const { reader, store, sumUp } = await create();
    await store.put({ taskId: 'gone', templateRef, status: 'processing' });
    await reader.readUnfinished();
    expect(await sumUp()).toBeUndefined();
  });
});
