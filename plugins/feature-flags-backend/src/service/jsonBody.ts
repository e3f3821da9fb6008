import { InputError, isError } from '@backstage/errors';
import express from 'express';
import { assertAdmitted } from '../admission/AdmissionError';
import { findBodyProblems } from '../admission/findBodyProblems';
import { maximumBodyBytes } from '../admission/limits';

const readText = express.text({
  type: ['application/json', 'application/*+json'],
  limit: maximumBodyBytes,
});

/**
 * Reads JSON bodies.
 *
 * @remarks
 * `express.json` keeps the last of two members with one name and says nothing; here a rule or a
 * variant would get lost that way. Its limit of 100 kB would also come before the sentences of admission.
 */
export const jsonBody: express.RequestHandler = (req, res, next) => {
  readText(req, res, (error?: unknown) => {
    if (error) {
      next(describeReadError(error));
      return;
    }
    try {
      const text: unknown = req.body;
      if (typeof text === 'string') {
        req.body = parseJson(text);
      }
      next();
    } catch (parseError) {
      next(parseError);
    }
  });
};

function parseJson(text: string): unknown {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw new InputError(
      `The body is not JSON: ${isError(error) ? error.message : error}`,
    );
  }
  assertAdmitted(findBodyProblems(text));
  return body;
}

function describeReadError(error: unknown): unknown {
  return isError(error) && error.type === 'entity.too.large'
    ? new InputError(
        `The body is larger than ${
          maximumBodyBytes / 1024 / 1024
        } MB, which is the most that is read`,
      )
    : error;
}
