import { toError } from '@backstage/errors';

/** Of an answer that an error repeats as JSON, only what the host says in it. */
export function unwrapAnswer(thrown: unknown): Error {
  const error = toError(thrown);
  const start = error.message.indexOf('{');
  if (start >= 0) {
    try {
      const { message } = JSON.parse(error.message.slice(start));
      if (typeof message === 'string' && message !== '') {
        return new Error(`${error.message.slice(0, start)}${message}`, {
          cause: error,
        });
      }
    } catch {
      // It says something else in braces.
    }
  }
  return error;
}
