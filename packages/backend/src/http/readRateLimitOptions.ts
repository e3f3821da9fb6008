import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { RateLimitKey } from './SharedRateLimits';

/** What is configured below `causeway.rateLimit`. */
export interface RateLimitOptions {
  /** Requests in a minute; absent where they are not limited. */
  points?: Record<RateLimitKey['limit'], number>;
  /** Paths below which nothing is counted. */
  exempt: string[];
}

// Programs ask for flags with a key of an environment, many behind one address.
const defaultExempt = ['/api/feature-flags/ofrep/'];

/** @throws InputError where a limit is no number of requests. */
export function readRateLimitOptions(config: Config): RateLimitOptions {
  const key = 'causeway.rateLimit';
  const exempt =
    config.getOptionalStringArray(`${key}.exempt`) ?? defaultExempt;
  if (!(config.getOptionalBoolean(`${key}.enabled`) ?? true)) {
    return { exempt };
  }
  return {
    exempt,
    points: {
      perUser: readLimit(config, `${key}.perUser`, 6_000),
      perAddress: readLimit(config, `${key}.perAddress`, 600),
    },
  };
}

function readLimit(config: Config, key: string, byDefault: number): number {
  const limit = config.getOptionalNumber(key) ?? byDefault;
  if (!Number.isInteger(limit) || limit < 1) {
    throw new InputError(
      `'${key}' is ${limit}; give a whole number of requests in a minute, at least 1, or set 'causeway.rateLimit.enabled' to false`,
    );
  }
  return limit;
}
