import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';

const maxAgeMs = 60_000;

/** Something of the catalog that every decision needs, read again after a minute. */
export class RefreshedRead<T> {
  readonly #read: () => Promise<T>;
  readonly #empty: T;
  readonly #logger: LoggerService;
  readonly #failure: string;
  #value: Promise<T> | undefined;
  #readAt = 0;

  constructor(options: {
    read: () => Promise<T>;
    /** What holds until something could be read. */
    empty: T;
    logger: LoggerService;
    /** What is said where it cannot be read; what was read last holds then. */
    failure: string;
  }) {
    this.#read = options.read;
    this.#empty = options.empty;
    this.#logger = options.logger;
    this.#failure = options.failure;
  }

  async get(): Promise<T> {
    const last = this.#value;
    if (last && Date.now() - this.#readAt <= maxAgeMs) {
      return last;
    }
    this.#readAt = Date.now();
    this.#value = this.#read().catch(error => {
      this.#logger.warn(this.#failure, toError(error));
      // Asked again with the next request.
      this.#readAt = 0;
      return last ?? this.#empty;
    });
    return this.#value;
  }
}
