import type { EventsService } from '@backstage/plugin-events-node';
import type { JsonObject, JsonValue } from '@backstage/types';
import type { DatabaseRunStore } from './DatabaseRunStore';

/** Upstream's topic, of which no package exports the name. */
const topic = 'scaffolder.task';

/** Remembers tasks that begin, or begin again, so that their end is looked for. */
export async function followTasks(options: {
  events: EventsService;
  store: Pick<DatabaseRunStore, 'put'>;
}): Promise<void> {
  const { events, store } = options;
  await events.subscribe({
    id: 'golden-paths.tasks',
    topics: [topic],
    async onEvent({ eventPayload }) {
      const begun = readBegun(eventPayload);
      if (begun) {
        await store.put({ ...begun, status: 'processing' });
      }
    },
  });
}

/** An end is told without the template, and before it can be read. */
function readBegun(
  payload: unknown,
): { taskId: string; templateRef: string } | undefined {
  const { id, status, spec } = toObject(payload);
  const { entityRef } = toObject(toObject(spec).templateInfo);
  return (status === 'open' || status === 'processing') &&
    typeof id === 'string' &&
    typeof entityRef === 'string'
    ? { taskId: id, templateRef: entityRef }
    : undefined;
}

function toObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is { [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
