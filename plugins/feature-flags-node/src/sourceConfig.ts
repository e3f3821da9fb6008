import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

// The name is part of URLs.
const namePattern = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Reads the name of a source.
 *
 * @param path - where the entry is in the configuration, for the message
 * @throws InputError if it cannot be part of a URL
 */
export function readSourceName(entry: Config, path: string): string {
  const name = entry.getString('name');
  if (!namePattern.test(name)) {
    throw new InputError(
      `'${path}.name' is '${name}'; use at most 63 lower case letters, digits and dashes, without a dash at either end.`,
    );
  }
  return name;
}

/**
 * Reads an address on the web, without a slash at its end.
 *
 * @param path - where the entry is in the configuration, for the message
 * @throws InputError if it is none, or holds credentials
 */
export function readSourceUrl(entry: Config, path: string): string {
  const text = entry.getString('url');
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new InputError(
      `'${path}.url' is '${text}'; name an address that starts with http:// or https://.`,
    );
  }
  const url = new URL(text);
  if (url.username || url.password) {
    // Addresses are logged and shown, so the value stays out of the message as well.
    throw new InputError(
      `'${path}.url' holds credentials; put the token into 'token' next to it.`,
    );
  }
  return url.href.replace(/\/+$/, '');
}
