import type { ErrorCode } from '@openfeature/core';

/** A refusal in the words of OFREP, whose bodies differ from those of Backstage. */
export class OfrepError extends Error {
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 429 | 503,
    readonly errorCode: ErrorCode | undefined,
    message: string,
    readonly headers: { [name: string]: string } = {},
  ) {
    super(message);
    this.name = 'OfrepError';
  }
}
