import type { AcceptedKey } from './DatabaseKeyStore';
import { hashKeyText } from './environmentKeyText';

/**
 * Finds a key by the text that a request comes with.
 *
 * @remarks
 * Only hashes are kept, but of keys that were accepted the text is remembered in memory:
 * hashing it again costs a busy client's request as much as a rule. Guesses are not
 * remembered, so there are never more texts than keys.
 */
export class KnownKeys {
  readonly #byHash: ReadonlyMap<string, AcceptedKey>;
  readonly #byText = new Map<string, AcceptedKey>();

  constructor(keys: readonly AcceptedKey[] = []) {
    this.#byHash = new Map(keys.map(key => [key.hash, key]));
  }

  /** Undefined for a key that is unknown, revoked or expired. */
  authenticate(
    rawKey: string,
    now: number = Date.now(),
  ): AcceptedKey | undefined {
    const key = this.#byText.get(rawKey) ?? this.#remember(rawKey);
    const isExpired = key?.expiresAt && Date.parse(key.expiresAt) <= now;
    return isExpired ? undefined : key;
  }

  list(): AcceptedKey[] {
    return [...this.#byHash.values()];
  }

  #remember(rawKey: string): AcceptedKey | undefined {
    const key = this.#byHash.get(hashKeyText(rawKey));
    if (key) {
      this.#byText.set(rawKey, key);
    }
    return key;
  }
}
