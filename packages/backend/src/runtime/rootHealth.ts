import { setTimeout as sleep } from 'node:timers/promises';
import {
  coreServices,
  createServiceFactory,
  ServiceFactory,
} from '@backstage/backend-plugin-api';
import { readDuration } from '@causeway/backend-common';
import type { MetricsHandler } from '../startTelemetry';
import { DatabaseAwareHealth } from './DatabaseAwareHealth';
import { DatabaseProbe } from './DatabaseProbe';
import { OpenRequests } from './OpenRequests';
import { SharedProbe } from './SharedProbe';
import { startHealthServer } from './startHealthServer';

/**
 * Knows whether this replica may receive requests, says so on a port of its own when
 * `causeway.health.port` names one, and lets a stop lose none of them.
 *
 * @remarks
 * The standard service says yes once everything has started, whether or not the database is
 * still there.
 *
 * A stop goes: readiness fails and answers ask the client to close its connection, for
 * `causeway.shutdown.drainDelay`; what is still under way is answered, for at most
 * `causeway.shutdown.requestTimeout`; only then do plugins stop.
 */
export function createRootHealth(options: {
  probe: SharedProbe;
  openRequests: OpenRequests;
  serveMetrics: MetricsHandler | undefined;
}): ServiceFactory {
  return createServiceFactory({
    service: coreServices.rootHealth,
    deps: {
      config: coreServices.rootConfig,
      logger: coreServices.rootLogger,
      lifecycle: coreServices.rootLifecycle,
    },
    async factory({ config, logger, lifecycle }) {
      const { openRequests, serveMetrics } = options;
      const read = (key: string, seconds: number) =>
        readDuration(config, `causeway.${key}`, { seconds });
      const probe = DatabaseProbe.create({
        config,
        logger,
        lifecycle,
        timeoutMs: read('health.databaseTimeout', 1),
        cacheMs: read('health.cacheFor', 1),
      });
      options.probe.set(probe);
      const health = new DatabaseAwareHealth(lifecycle, probe);
      const drainDelayMs = read('shutdown.drainDelay', 0);
      const requestTimeoutMs = read('shutdown.requestTimeout', 5);
      lifecycle.addBeforeShutdownHook(async () => {
        openRequests.startDraining();
        await sleep(drainDelayMs);
        await openRequests.untilAnswered(requestTimeoutMs);
      });
      const port = config.getOptionalNumber('causeway.health.port');
      if (port !== undefined) {
        const server = await startHealthServer({
          host: config.getOptionalString('causeway.health.host'),
          port,
          health,
          serveMetrics,
        });
        logger.info(`Health is on port ${server.port}`);
        lifecycle.addShutdownHook(() => server.stop());
      }
      return health;
    },
  });
}
