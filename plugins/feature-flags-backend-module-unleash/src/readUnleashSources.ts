import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

export interface UnleashSourceOptions {
  name: string;
  title: string;
  /** Without a slash at its end. */
  url: string;
  token: string;
  isWritable: boolean;
  annotation: string;
}

// The name is part of URLs.
const namePattern = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** @throws InputError for what could not work, with the place in the configuration */
export function readUnleashSources(config: Config): UnleashSourceOptions[] {
  const entries =
    config.getOptionalConfigArray('featureFlags.sources.unleash') ?? [];
  return entries.map((entry, index) => {
    const name = entry.getString('name');
    if (!namePattern.test(name)) {
      throw new InputError(
        `'featureFlags.sources.unleash[${index}].name' is '${name}'; use at most 63 lower case letters, digits and dashes, without a dash at either end.`,
      );
    }
    return {
      name,
      title: entry.getOptionalString('title') ?? 'Unleash',
      url: readUrl(entry, `featureFlags.sources.unleash[${index}].url`),
      token: entry.getString('token'),
      isWritable: entry.getOptionalBoolean('writable') ?? false,
      annotation:
        entry.getOptionalString('annotation') ??
        'unleash.getunleash.io/project',
    };
  });
}

function readUrl(entry: Config, path: string): string {
  const text = entry.getString('url');
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new InputError(
      `'${path}' is '${text}'; name the address of Unleash with http:// or https://.`,
    );
  }
  const url = new URL(text);
  // It is the start of links that every reader gets.
  if (url.username || url.password) {
    throw new InputError(
      `'${path}' holds credentials; put the token into 'token' next to it.`,
    );
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}
