import { ResponseError } from '@backstage/errors';

/** Tells whether an error is a response of the backend with one status code. */
export function hasStatus(error: Error, statusCode: number): boolean {
  return error instanceof ResponseError && error.statusCode === statusCode;
}

/** The sentence of the backend, which a response error only names by its status. */
export function getErrorMessage(error: Error): string {
  return error instanceof ResponseError ? error.cause.message : error.message;
}
