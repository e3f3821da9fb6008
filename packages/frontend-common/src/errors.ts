import { NotFoundError, ResponseError } from '@backstage/errors';

/** Tells whether an error is a response of the backend with one status code. */
export function hasStatus(error: Error, statusCode: number): boolean {
  return error instanceof ResponseError && error.statusCode === statusCode;
}

/** Tells whether what was asked for does not exist, by the backend or by what it answered. */
export function isNotFound(error: Error): boolean {
  return hasStatus(error, 404) || error instanceof NotFoundError;
}

/** The sentence of the backend, which a response error only names by its status. */
export function getErrorMessage(error: Error): string {
  return error instanceof ResponseError ? error.cause.message : error.message;
}
