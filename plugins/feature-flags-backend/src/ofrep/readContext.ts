import { ErrorCode } from '@openfeature/core';
import type { EvaluationContext } from '@openfeature/core';
import type { IncomingMessage } from 'node:http';
import { OfrepError } from './OfrepError';

const maxBytes = 1024 * 1024;

/**
 * Reads the evaluation context from a request.
 *
 * @remarks
 * Without an Express body parser, which costs more than evaluating the flags. A context without
 * `targetingKey` is taken, as flagd does: server-side clients often have none.
 *
 * @throws OfrepError with status 400
 */
export function readContext(
  request: IncomingMessage,
): Promise<EvaluationContext> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      // The rest is read and dropped, so that the client gets to see the answer.
      if (length <= maxBytes) {
        chunks.push(chunk);
      } else {
        chunks = [];
      }
    });
    request.on('end', () => {
      try {
        if (length > maxBytes) {
          throw invalidContext('The request is larger than 1 MB');
        }
        const bytes = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
        resolve(parseContext(bytes.toString()));
      } catch (error) {
        reject(error);
      }
    });
    request.on('error', reject);
  });
}

function parseContext(text: string): EvaluationContext {
  const body = parseJson(text);
  if (typeof body !== 'object' || body === null || !('context' in body)) {
    throw invalidContext('The request has no context');
  }
  const { context } = body;
  if (!isContext(context)) {
    throw invalidContext('The context is not an object');
  }
  const { targetingKey } = context;
  if (targetingKey !== undefined && typeof targetingKey !== 'string') {
    throw invalidContext("The context's targetingKey is not a string");
  }
  return context;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new OfrepError(
      400,
      ErrorCode.PARSE_ERROR,
      'The request is not valid JSON',
    );
  }
}

function isContext(value: unknown): value is EvaluationContext {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalidContext(message: string): OfrepError {
  return new OfrepError(400, ErrorCode.INVALID_CONTEXT, message);
}
