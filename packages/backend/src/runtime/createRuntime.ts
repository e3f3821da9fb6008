import { BackendFeature } from '@backstage/backend-plugin-api';
import { createStartWithoutDatabase } from '@causeway/plugin-feature-flags-backend';
import type { MetricsHandler } from '../startTelemetry';
import { createDatabase } from './database';
import { OpenRequests } from './OpenRequests';
import { createRootHealth } from './rootHealth';
import { createRootHttpRouter } from './rootHttpRouter';
import { rootLogger } from './rootLogger';
import { RunningTasks } from './RunningTasks';
import { createScheduler } from './scheduler';
import { SharedProbe } from './SharedProbe';

/**
 * What a backend needs in production beside its plugins: health, an orderly stop and work
 * shared between replicas.
 */
export function createRuntime(options: {
  serveMetrics: MetricsHandler | undefined;
}): BackendFeature[] {
  const { serveMetrics } = options;
  const probe = new SharedProbe();
  const openRequests = new OpenRequests();
  const runningTasks = new RunningTasks();
  const startWithoutDatabase = createStartWithoutDatabase();
  return [
    rootLogger,
    createRootHealth({ probe, openRequests, serveMetrics }),
    createRootHttpRouter({
      probe,
      openRequests,
      first: startWithoutDatabase.handler,
    }),
    startWithoutDatabase.gate,
    createScheduler(runningTasks),
    createDatabase(runningTasks),
  ];
}
