import type { LoggerService } from '@backstage/backend-plugin-api';
import type { AcceptedKey, DatabaseKeyStore } from './DatabaseKeyStore';
import { hashKeyText } from './environmentKeyText';

/** Whom a request with a key speaks for. */
export type KeyPrincipal = Pick<
  AcceptedKey,
  'flagSet' | 'environment' | 'keyId'
>;

const millisecondsPerMinute = 60_000;

/**
 * The keys that requests may come with, in memory.
 *
 * @remarks
 * A request is judged without SQL, whether its key is known or not, so that neither a
 * busy client nor someone who guesses keys reaches the database, and evaluation goes
 * on without it. {@link AcceptedKeys.refresh} runs after every change of a set and
 * at intervals.
 */
export class AcceptedKeys {
  readonly #store: DatabaseKeyStore;
  readonly #logger: LoggerService;
  readonly #now: () => number;
  #keys = new Map<string, AcceptedKey>();
  #uses = new Map<string, string>();

  constructor(options: {
    store: DatabaseKeyStore;
    logger: LoggerService;
    now?: () => number;
  }) {
    this.#store = options.store;
    this.#logger = options.logger;
    this.#now = options.now ?? Date.now;
  }

  /** Undefined for a key that is unknown, revoked or expired. */
  authenticate(rawKey: string): KeyPrincipal | undefined {
    const key = this.#keys.get(hashKeyText(rawKey));
    const now = this.#now();
    if (!key || (key.expiresAt && Date.parse(key.expiresAt) <= now)) {
      return undefined;
    }
    const minute = now - (now % millisecondsPerMinute);
    this.#uses.set(key.keyId, new Date(minute).toISOString());
    const { flagSet, environment, keyId } = key;
    return { flagSet, environment, keyId };
  }

  /** Takes over what the database has; on failure what is known stays. */
  async refresh(): Promise<void> {
    this.load(await this.#store.listAccepted());
  }

  /** What is known, to survive a restart without the database: hashes, no keys. */
  list(): AcceptedKey[] {
    return [...this.#keys.values()];
  }

  load(keys: AcceptedKey[]): void {
    this.#keys = new Map(keys.map(key => [key.hash, key]));
  }

  /** Writes down when keys were last used, one statement for all. */
  async flushUses(): Promise<void> {
    if (this.#uses.size === 0) {
      return;
    }
    const uses = this.#uses;
    this.#uses = new Map();
    try {
      await this.#store.saveUses(uses);
    } catch (error) {
      this.#uses = new Map([...uses, ...this.#uses]);
      this.#logger.warn('The last use of environment keys could not be noted', {
        error: String(error),
      });
    }
  }
}
