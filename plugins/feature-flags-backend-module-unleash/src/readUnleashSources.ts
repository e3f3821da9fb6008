import type { Config } from '@backstage/config';
import {
  readSourceName,
  readSourceUrl,
} from '@causeway/plugin-feature-flags-node';

export interface UnleashSourceOptions {
  name: string;
  title: string;
  /** Without a slash at its end. */
  url: string;
  token: string;
  isWritable: boolean;
  annotation: string;
}

/** @throws InputError for what could not work, with the place in the configuration */
export function readUnleashSources(config: Config): UnleashSourceOptions[] {
  const entries =
    config.getOptionalConfigArray('featureFlags.sources.unleash') ?? [];
  return entries.map((entry, index) => {
    const path = `featureFlags.sources.unleash[${index}]`;
    return {
      name: readSourceName(entry, path),
      title: entry.getOptionalString('title') ?? 'Unleash',
      url: readSourceUrl(entry, path),
      token: entry.getString('token'),
      isWritable: entry.getOptionalBoolean('writable') ?? false,
      annotation:
        entry.getOptionalString('annotation') ??
        'unleash.getunleash.io/project',
    };
  });
}
