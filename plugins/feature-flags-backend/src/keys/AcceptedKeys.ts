import type { LoggerService } from '@backstage/backend-plugin-api';
import type { AcceptedKey, DatabaseKeyStore } from './DatabaseKeyStore';
import { KnownKeys } from './KnownKeys';

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
  #keys = new KnownKeys();
  /** The minute in which each key was last used, in milliseconds since 1970. */
  #uses = new Map<string, number>();

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
    const now = this.#now();
    const key = this.#keys.authenticate(rawKey, now);
    if (!key) {
      return undefined;
    }
    const { flagSet, environment, keyId } = key;
    this.#uses.set(keyId, now - (now % millisecondsPerMinute));
    return { flagSet, environment, keyId };
  }

  /** Takes over what the database has; on failure what is known stays. */
  async refresh(): Promise<void> {
    this.load(await this.#store.listAccepted());
  }

  /** What is known, to survive a restart without the database: hashes, no keys. */
  list(): AcceptedKey[] {
    return this.#keys.list();
  }

  load(keys: AcceptedKey[]): void {
    this.#keys = new KnownKeys(keys);
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
