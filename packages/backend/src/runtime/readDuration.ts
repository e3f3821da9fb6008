import { readDurationFromConfig } from '@backstage/config';
import { RootConfigService } from '@backstage/backend-plugin-api';
import { durationToMilliseconds, HumanDuration } from '@backstage/types';

/** Reads a duration, in milliseconds. */
export function readDuration(
  config: RootConfigService,
  key: string,
  fallback: HumanDuration,
): number {
  return durationToMilliseconds(
    config.has(key) ? readDurationFromConfig(config, { key }) : fallback,
  );
}
