import {
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
  type LoggerService,
  type RootConfigService,
  type SchedulerService,
} from '@backstage/backend-plugin-api';
import type { EventsService } from '@backstage/plugin-events-node';
import { ConflictError } from '@backstage/errors';
import { subscribeToCatalogChanges } from '../queue/subscribeToCatalogChanges';
import type { Engine } from './createEngine';

const fullRunTask = 'evaluate-catalog';
const scheduleKey = 'scorecard.schedule';

/** Runs the engine: over the whole catalog by schedule, and over what changed at once. */
export async function scheduleEngine(options: {
  config: RootConfigService;
  engine: Engine;
  events: EventsService;
  logger: LoggerService;
  scheduler: SchedulerService;
}): Promise<void> {
  const { config, engine, events, logger, scheduler } = options;
  const { cards, fullRun, queue, sync, watcher, worker } = engine;

  await scheduler.scheduleTask({
    ...(config.has(scheduleKey)
      ? readSchedulerServiceTaskScheduleDefinitionFromConfig(
          config.getConfig(scheduleKey),
        )
      : {
          initialDelay: { seconds: 30 },
          frequency: { minutes: 15 },
          timeout: { minutes: 30 },
        }),
    id: fullRunTask,
    async fn(signal) {
      await sync.sync();
      let evaluated: unknown;
      let current: unknown = await cards.get();
      // Scorecards that change during a run would else wait for the next one.
      while (current !== evaluated) {
        evaluated = current;
        await fullRun.run(signal);
        current = await cards.get();
      }
    },
  });

  const refresh = async () => {
    if (await sync.sync()) {
      logger.info('Scorecards changed');
      await scheduler.triggerTask(fullRunTask).catch(error => {
        // A run that is under way looks at the scorecards again before it ends.
        if (!(error instanceof ConflictError)) {
          throw error;
        }
      });
    }
  };

  await scheduler.scheduleTask({
    id: 'watch-scorecard-files',
    scope: 'local',
    frequency: { seconds: 5 },
    timeout: { minutes: 1 },
    async fn() {
      if (await watcher.hasChanged()) {
        await refresh();
      }
    },
  });
  await scheduler.scheduleTask({
    id: 'read-scorecards',
    frequency: { minutes: 1 },
    timeout: { minutes: 1 },
    fn: refresh,
  });
  await scheduler.scheduleTask({
    id: 'evaluate-changes',
    scope: 'local',
    initialDelay: { seconds: 5 },
    frequency: { seconds: 1 },
    timeout: { minutes: 5 },
    async fn(signal) {
      await worker.drain(signal);
    },
  });

  await subscribeToCatalogChanges({
    events,
    logger,
    queue,
    onScorecardChange() {
      // The catalog serves the new scorecard once it is stitched.
      setTimeout(() => {
        refresh().catch(error =>
          logger.error('Cannot read scorecards of the catalog', error),
        );
      }, 3000).unref();
    },
  });
}
