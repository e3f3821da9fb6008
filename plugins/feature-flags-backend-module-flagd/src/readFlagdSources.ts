import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import {
  readSourceName,
  readSourceUrl,
} from '@causeway/plugin-feature-flags-node';

/** Where the flags of one environment are. */
export type FlagdPlace = { file: string } | { url: string; token?: string };

export interface FlagdSourceOptions {
  name: string;
  title: string;
  annotation: string;
  environments: Array<{ name: string; place: FlagdPlace }>;
}

/** @throws InputError for what could not work, with the place in the configuration */
export function readFlagdSources(config: Config): FlagdSourceOptions[] {
  const entries =
    config.getOptionalConfigArray('featureFlags.sources.flagd') ?? [];
  return entries.map((entry, index) => {
    const path = `featureFlags.sources.flagd[${index}]`;
    return {
      name: readSourceName(entry, path),
      title: entry.getOptionalString('title') ?? 'flagd',
      annotation:
        entry.getOptionalString('annotation') ?? 'flagd.dev/flag-set-id',
      environments: entry
        .getConfigArray('environments')
        .map((environment, position) => ({
          name: environment.getString('name'),
          place: readPlace(environment, `${path}.environments[${position}]`),
        })),
    };
  });
}

function readPlace(environment: Config, path: string): FlagdPlace {
  const file = environment.getOptionalString('file');
  if (environment.has('url') === (file !== undefined)) {
    throw new InputError(
      `'${path}' needs either 'url' or 'file', which says where its flags are.`,
    );
  }
  return file === undefined
    ? {
        url: readSourceUrl(environment, path),
        token: environment.getOptionalString('token'),
      }
    : { file };
}
