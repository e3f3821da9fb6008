import type { AcceptedKey } from '../keys/DatabaseKeyStore';
import { hashKeyText } from '../keys/environmentKeyText';
import type { EnvironmentKeys } from './EnvironmentKeyAuthenticator';

/** The keys as they were before a start without the database. */
export class SavedKeys implements EnvironmentKeys {
  readonly #keys: ReadonlyMap<string, AcceptedKey>;

  constructor(keys: readonly AcceptedKey[]) {
    this.#keys = new Map(keys.map(key => [key.hash, key]));
  }

  authenticate(rawKey: string): AcceptedKey | undefined {
    const key = this.#keys.get(hashKeyText(rawKey));
    const isExpired = key?.expiresAt && Date.parse(key.expiresAt) <= Date.now();
    return isExpired ? undefined : key;
  }
}
