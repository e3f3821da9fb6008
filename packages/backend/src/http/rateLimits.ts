import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { DatabaseManager } from '@backstage/backend-defaults/database';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { SharedRateLimits } from './SharedRateLimits';

/** The limits of requests, and below which paths there are none. */
export interface RateLimits {
  /** Absent where they are switched off. */
  limits?: SharedRateLimits;
  exempt: string[];
}

// Programs ask for flags with a key of an environment, many behind one address.
const defaultExempt = ['/api/feature-flags/ofrep/'];

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
        const key = 'causeway.rateLimit';
        const exempt =
          config.getOptionalStringArray(`${key}.exempt`) ?? defaultExempt;
        if (!(config.getOptionalBoolean(`${key}.enabled`) ?? true)) {
          return { exempt };
        }
        const logger = rootLogger.child({ service: 'rateLimits' });
        const limits = new SharedRateLimits({
          points: {
            perUser: readLimit(config, `${key}.perUser`, 6_000),
            perAddress: readLimit(config, `${key}.perAddress`, 600),
          },
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

function readLimit(config: Config, key: string, byDefault: number): number {
  const limit = config.getOptionalNumber(key) ?? byDefault;
  if (!Number.isInteger(limit) || limit < 1) {
    throw new InputError(
      `'${key}' is ${limit}; give a whole number of requests in a minute, at least 1, or set 'causeway.rateLimit.enabled' to false`,
    );
  }
  return limit;
}
