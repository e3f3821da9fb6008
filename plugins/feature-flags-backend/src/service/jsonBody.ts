import { InputError } from '@backstage/errors';
import express, {
  type ErrorRequestHandler,
  type RequestHandler,
} from 'express';
import { assertAdmitted } from '../admission/AdmissionError';
import { findDuplicateKeys } from '../admission/findDuplicateKeys';
import { maximumBodyBytes } from '../admission/limits';

/**
 * Reads JSON bodies.
 *
 * @remarks
 * `express.json` keeps the last of two members with one name and says nothing; here a rule or a
 * variant would get lost that way. Its limit of 100 kB would also come before the sentences of admission.
 */
export function jsonBody(): Array<RequestHandler | ErrorRequestHandler> {
  return [
    express.text({
      type: ['application/json', 'application/*+json'],
      limit: maximumBodyBytes,
    }),
    describeTooLarge,
    parseBody,
  ];
}

const parseBody: RequestHandler = (req, _res, next) => {
  const text: unknown = req.body;
  if (typeof text === 'string') {
    req.body = parseJson(text);
  }
  next();
};

function parseJson(text: string): unknown {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw new InputError(
      `The body is not JSON: ${error instanceof Error ? error.message : error}`,
    );
  }
  assertAdmitted(findDuplicateKeys(text));
  return body;
}

const describeTooLarge: ErrorRequestHandler = (error, _req, _res, next) => {
  if (error?.type === 'entity.too.large') {
    next(
      new InputError(
        `The body is larger than ${
          maximumBodyBytes / 1024 / 1024
        } MB, which is the most that is read`,
      ),
    );
  } else {
    next(error);
  }
};
