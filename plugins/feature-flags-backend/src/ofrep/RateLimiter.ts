import { OfrepError } from './OfrepError';

export interface RateLimit {
  requests: number;
  windowMilliseconds: number;
}

/**
 * Limits how often each key is used.
 *
 * @remarks
 * A bucket per key that refills evenly, so that a burst may use what was saved up and a
 * constant rate is never refused for where a window begins. Counts are of this process.
 */
export class RateLimiter {
  readonly #limit: RateLimit | undefined;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor(limit: RateLimit | undefined) {
    this.#limit = limit;
  }

  /** @throws OfrepError with status 429 and when to come back */
  take(id: string, now: number = performance.now()): void {
    const limit = this.#limit;
    if (!limit) {
      return;
    }
    const perMillisecond = limit.requests / limit.windowMilliseconds;
    let bucket = this.#buckets.get(id);
    if (!bucket) {
      this.#forgetFull(limit, now);
      bucket = { tokens: limit.requests, at: now };
      this.#buckets.set(id, bucket);
    }
    bucket.tokens = Math.min(
      limit.requests,
      bucket.tokens + (now - bucket.at) * perMillisecond,
    );
    bucket.at = now;
    if (bucket.tokens < 1) {
      const seconds = Math.ceil((1 - bucket.tokens) / perMillisecond / 1_000);
      throw new OfrepError(
        429,
        undefined,
        `More than ${limit.requests} requests in ${
          limit.windowMilliseconds / 1_000
        } s`,
        { 'Retry-After': String(Math.max(1, seconds)) },
      );
    }
    bucket.tokens -= 1;
  }

  /** A bucket that had time to fill says nothing. */
  #forgetFull(limit: RateLimit, now: number): void {
    for (const [id, { at }] of this.#buckets) {
      if (now - at >= limit.windowMilliseconds) {
        this.#buckets.delete(id);
      }
    }
  }
}
