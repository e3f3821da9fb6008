import { ServiceUnavailableError } from '@backstage/errors';

export interface CircuitBreakerOptions {
  /** Named in sentences. */
  title: string;
  /** How long one call may take. */
  timeoutMs?: number;
  /** After how many failures in a row the system is left alone. */
  failuresToOpen?: number;
  /** For how long it is left alone. */
  pauseMs?: number;
  /** Tells a failure of the system from an answer that is merely no success. */
  isFailure?: (error: unknown) => boolean;
  now?: () => number;
}

/**
 * Calls a system that may hang or be down.
 *
 * @remarks
 * While it is down, callers would each wait for the timeout, and it would be asked
 * by all of them at the moment it comes back. After some failures in a row it is
 * left alone; then one call tries it, and the others wait for what that one finds.
 */
export class CircuitBreaker {
  readonly #title: string;
  readonly #timeoutMs: number;
  readonly #failuresToOpen: number;
  readonly #pauseMs: number;
  readonly #isFailure: (error: unknown) => boolean;
  readonly #now: () => number;
  #failures = 0;
  #closedAgainAt = 0;
  #isTrying = false;

  constructor(options: CircuitBreakerOptions) {
    this.#title = options.title;
    this.#timeoutMs = options.timeoutMs ?? 10_000;
    this.#failuresToOpen = options.failuresToOpen ?? 3;
    this.#pauseMs = options.pauseMs ?? 30_000;
    this.#isFailure = options.isFailure ?? (() => true);
    this.#now = options.now ?? Date.now;
  }

  /** @throws ServiceUnavailableError if the system is left alone or takes too long */
  async call<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const wasOpen = this.#failures >= this.#failuresToOpen;
    if (wasOpen) {
      this.#assertMayTry();
      this.#isTrying = true;
    }
    try {
      const result = await this.#callInTime(work);
      this.#failures = 0;
      return result;
    } catch (error) {
      if (this.#isFailure(error)) {
        this.#failures += 1;
        this.#closedAgainAt = this.#now() + this.#pauseMs;
      } else {
        this.#failures = 0;
      }
      throw error;
    } finally {
      if (wasOpen) {
        this.#isTrying = false;
      }
    }
  }

  #assertMayTry(): void {
    const waitMs = this.#closedAgainAt - this.#now();
    if (waitMs > 0) {
      throw new ServiceUnavailableError(
        `'${this.#title}' has not answered ${
          this.#failures
        } times; it is asked again in ${Math.ceil(waitMs / 1000)} s`,
      );
    }
    if (this.#isTrying) {
      throw new ServiceUnavailableError(
        `'${this.#title}' has not answered; it is being asked again now`,
      );
    }
  }

  async #callInTime<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const isLate = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        const error = new ServiceUnavailableError(
          `'${this.#title}' has not answered within ${
            this.#timeoutMs / 1000
          } s`,
        );
        reject(error);
        controller.abort(error);
      }, this.#timeoutMs);
    });
    try {
      return await Promise.race([work(controller.signal), isLate]);
    } finally {
      clearTimeout(timer);
    }
  }
}
