import {
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
  type RootConfigService,
  type SchedulerService,
} from '@backstage/backend-plugin-api';
import type { RunReader } from './runs/RunReader';
import type { CatalogReader } from './services/CatalogReader';

const scheduleKey = 'goldenPaths.schedule';

/** Reads all by schedule, and the end of tasks soon after it. */
export async function scheduleReads(options: {
  catalogReader: CatalogReader;
  config: RootConfigService;
  runReader: RunReader;
  scheduler: SchedulerService;
}): Promise<void> {
  const { catalogReader, config, runReader, scheduler } = options;
  await scheduler.scheduleTask({
    ...(config.has(scheduleKey)
      ? readSchedulerServiceTaskScheduleDefinitionFromConfig(
          config.getConfig(scheduleKey),
        )
      : {
          initialDelay: { seconds: 15 },
          frequency: { minutes: 10 },
          timeout: { minutes: 10 },
        }),
    id: 'read-catalog-and-tasks',
    async fn() {
      await catalogReader.readAll();
      await runReader.readNew();
    },
  });
  await scheduler.scheduleTask({
    id: 'follow-tasks',
    initialDelay: { seconds: 10 },
    frequency: { seconds: 5 },
    timeout: { minutes: 5 },
    async fn() {
      await runReader.readUnfinished();
    },
  });
}
