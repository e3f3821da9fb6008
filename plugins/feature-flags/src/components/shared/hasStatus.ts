/** Tells whether an error is a response of the backend with one status code. */
export function hasStatus(error: Error, statusCode: number): boolean {
  return 'statusCode' in error && error.statusCode === statusCode;
}
