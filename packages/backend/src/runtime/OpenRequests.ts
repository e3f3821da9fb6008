import type { RequestHandler } from 'express';

// Replicas wait for each other's events in requests that stay open for a minute.
const eventPoll = /^\/api\/events\/bus\/v1\/subscriptions\/[^/]+\/events/;

/** Knows the requests that are being answered, except those that stay open by design. */
export class OpenRequests {
  #count = 0;
  #isDraining = false;
  #onNone = () => {};

  /** Middleware for all requests. */
  readonly count: RequestHandler = (req, res, next) => {
    if (this.#isDraining) {
      // The client opens its next connection, which then leads to another replica.
      res.set('Connection', 'close');
    }
    if (!isKeptOpen(req.headers.accept, req.originalUrl)) {
      this.#count += 1;
      res.once('close', () => {
        this.#count -= 1;
        if (this.#count === 0) {
          this.#onNone();
        }
      });
    }
    next();
  };

  /** From now on clients are asked to connect elsewhere. */
  startDraining(): void {
    this.#isDraining = true;
  }

  /** Resolves when all have been answered, or after `timeoutMs`. */
  async untilAnswered(timeoutMs: number): Promise<void> {
    if (this.#count > 0) {
      await new Promise<void>(resolve => {
        this.#onNone = resolve;
        setTimeout(resolve, timeoutMs);
      });
    }
  }
}

function isKeptOpen(accept: string | undefined, url: string): boolean {
  return Boolean(accept?.includes('text/event-stream')) || eventPoll.test(url);
}
