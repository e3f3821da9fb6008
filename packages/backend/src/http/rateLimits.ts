import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { DatabaseManager } from '@backstage/backend-defaults/database';
import { readRateLimitOptions } from './readRateLimitOptions';
import { SharedRateLimits } from './SharedRateLimits';

/** The limits of requests, and below which paths there are none. */
export interface RateLimits {
  /** Absent where they are switched off. */
  limits?: SharedRateLimits;
  exempt: string[];
}

export const rateLimitsServiceRef = createServiceRef<RateLimits>({
  id: 'causeway.rate-limits',
  scope: 'root',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {
        config: coreServices.rootConfig,
        lifecycle: coreServices.rootLifecycle,
        rootLogger: coreServices.rootLogger,
      },
      async factory({ config, lifecycle, rootLogger }) {
        const { exempt, points } = readRateLimitOptions(config);
        if (!points) {
          return { exempt };
        }
        const logger = rootLogger.child({ service: 'rateLimits' });
        const limits = new SharedRateLimits({
          points,
          connect: async () => {
            const database = DatabaseManager.fromConfig(config).forPlugin(
              'rate-limits',
              { logger, lifecycle },
            );
            return {
              client: await database.getClient(),
              hasTable: database.migrations?.skip ?? false,
            };
          },
          logger,
        });
        lifecycle.addShutdownHook(limits.start());
        return { limits, exempt };
      },
    }),
});
