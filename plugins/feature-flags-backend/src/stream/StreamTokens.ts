import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Tokens are renewed this often, and accepted for one period more. */
const periodSeconds = 600;

export interface StreamScope {
  flagSet: string;
  environment: string;
}

/**
 * Tokens that open an event stream and nothing else.
 *
 * @remarks
 * Browsers cannot send headers with an EventSource, so the token is part of the URL.
 * It is the same for all clients of an environment during a period: the body of
 * an answer stays a function of what its entity tag covers.
 */
export class StreamTokens {
  #secret: string = randomBytes(32).toString('base64url');
  #minted = new Map<string, string>();
  #mintedPeriod: number | undefined;
  #version: { period: number; text: string } | undefined;

  /** Replaces the secret of this process by the one that all replicas share. */
  setSecret(secret: string): void {
    this.#secret = secret;
    this.#minted.clear();
    this.#version = undefined;
  }

  create(scope: StreamScope, now: number): string {
    const period = Math.floor(now / periodSeconds);
    if (period !== this.#mintedPeriod) {
      this.#minted.clear();
      this.#mintedPeriod = period;
    }
    const id = JSON.stringify([scope.flagSet, scope.environment]);
    let token = this.#minted.get(id);
    if (token === undefined) {
      const content = JSON.stringify([
        scope.flagSet,
        scope.environment,
        (period + 2) * periodSeconds,
      ]);
      const payload = Buffer.from(content).toString('base64url');
      token = `${payload}.${this.#sign(payload)}`;
      this.#minted.set(id, token);
    }
    return token;
  }

  /** @returns undefined for a token that is not ours or no longer accepted */
  verify(token: string, now: number): StreamScope | undefined {
    const [payload, signature, ...rest] = token.split('.');
    if (!payload || !signature || rest.length > 0) {
      return undefined;
    }
    const given = Buffer.from(signature);
    const expected = Buffer.from(this.#sign(payload));
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      return undefined;
    }
    const [flagSet, environment, expiry] = JSON.parse(
      Buffer.from(payload, 'base64url').toString(),
    );
    return now < expiry ? { flagSet, environment } : undefined;
  }

  /**
   * Changes whenever tokens do. As part of an entity tag it makes clients, who keep the
   * stream's URL on 304, fetch a new one before theirs ends.
   */
  getVersion(now: number): string {
    const period = Math.floor(now / periodSeconds);
    if (this.#version?.period !== period) {
      const text = hash('sha1', `${this.#secret} ${period}`).slice(0, 8);
      this.#version = { period, text };
    }
    return this.#version.text;
  }

  #sign(payload: string): string {
    return createHmac('sha256', this.#secret)
      .update(payload)
      .digest('base64url');
  }
}
