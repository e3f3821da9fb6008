import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';

const maxAgeMs = 60_000;
// A catalog that has nothing yet is a new one as a rule, and what comes first must not wait.
const maxAgeOfNothingMs = 5_000;

/**
 * Something of the catalog that every decision needs, read again after a minute, and after five
 * seconds while there is none.
 */
export class RefreshedRead<T> {
  readonly #read: () => Promise<T>;
  readonly #initial: T;
  readonly #isEmpty: (value: T) => boolean;
  readonly #logger: LoggerService;
  readonly #failure: string;
  #value: Promise<T> | undefined;
  #readAt = 0;
  #maxAgeMs = maxAgeMs;

  constructor(options: {
    read: () => Promise<T>;
    /** What holds until something could be read. */
    initial: T;
    /** Whether what was read is nothing. */
    isEmpty: (value: T) => boolean;
    logger: LoggerService;
    /** What is said where it cannot be read; what was read last holds then. */
    failure: string;
  }) {
    this.#read = options.read;
    this.#initial = options.initial;
    this.#isEmpty = options.isEmpty;
    this.#logger = options.logger;
    this.#failure = options.failure;
  }

  async get(): Promise<T> {
    const last = this.#value;
    if (last && Date.now() - this.#readAt <= this.#maxAgeMs) {
      return last;
    }
    this.#readAt = Date.now();
    this.#value = this.#readNow(last);
    return this.#value;
  }

  async #readNow(last: Promise<T> | undefined): Promise<T> {
    try {
      const value = await this.#read();
      this.#maxAgeMs = this.#isEmpty(value) ? maxAgeOfNothingMs : maxAgeMs;
      return value;
    } catch (error) {
      this.#logger.warn(this.#failure, toError(error));
      // Asked again with the next request.
      this.#readAt = 0;
      return last ?? this.#initial;
    }
  }
}
