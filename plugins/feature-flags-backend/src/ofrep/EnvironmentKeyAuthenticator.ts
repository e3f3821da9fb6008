import type { IncomingMessage } from 'node:http';
import { OfrepError } from './OfrepError';
import type { OfrepAuthenticator, OfrepScope } from './OfrepServer';

/** Judges environment keys without asking anyone else. */
export interface EnvironmentKeys {
  authenticate(
    rawKey: string,
  ): { flagSet: string; environment: string; keyId: string } | undefined;
}

/** Accepts environment keys, as `X-API-Key` or as Bearer token. */
export class EnvironmentKeyAuthenticator implements OfrepAuthenticator {
  #keys: EnvironmentKeys;

  constructor(keys: EnvironmentKeys) {
    this.#keys = keys;
  }

  /** Replaces the keys that were saved by those of the database. */
  setKeys(keys: EnvironmentKeys): void {
    this.#keys = keys;
  }

  authenticate(request: IncomingMessage): OfrepScope {
    const rawKey = readKey(request);
    if (!rawKey) {
      throw unauthorized('An environment key is needed');
    }
    const principal = this.#keys.authenticate(rawKey);
    if (!principal) {
      throw unauthorized('The environment key is not valid');
    }
    const { flagSet, environment, keyId } = principal;
    return { flagSet, environment, caller: keyId };
  }
}

function readKey({ headers }: IncomingMessage): string | undefined {
  const key = headers['x-api-key'];
  if (typeof key === 'string') {
    return key;
  }
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

function unauthorized(message: string): OfrepError {
  return new OfrepError(401, undefined, message, {
    'WWW-Authenticate': 'Bearer',
  });
}
