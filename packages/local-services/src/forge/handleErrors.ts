import { STATUS_CODES } from 'node:http';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { isError, type ErrorLike } from '@backstage/errors';
import type { ErrorRequestHandler, Response } from 'express';
import { sendPage } from './createWebRouter';
import { renderErrorPage } from './pages/errorPage';

const prematureClose = 'ERR_STREAM_PREMATURE_CLOSE';

const statusByName: Record<string, number | undefined> = {
  AuthenticationError: 401,
  NotAllowedError: 403,
  NotFoundError: 404,
  ConflictError: 409,
  // Gitea's answer to a value that breaks a rule.
  InputError: 422,
  ServiceUnavailableError: 503,
  // An address with a broken %-escape names nothing.
  URIError: 404,
};

export interface HandleErrorsOptions {
  logger: LoggerService;
  /** In which form the client expects the reason. */
  form: 'json' | 'text' | 'page';
}

/** Answers a failed request with the status of its error and a reason that the client can show. */
export function handleErrors(
  options: HandleErrorsOptions,
): ErrorRequestHandler {
  const { logger, form } = options;
  // express recognises error handlers by their four parameters.
  return (error, request, response, _next) => {
    const status = statusOf(error);
    if (status >= 500) {
      const hasLeft = isError(error) && error.code === prematureClose;
      logger[hasLeft ? 'debug' : 'error'](
        `${request.method} ${request.path} failed: ${error}`,
      );
    }
    if (response.headersSent || response.destroyed) {
      // The client learns from the broken connection that the answer is incomplete.
      response.destroy();
      return;
    }
    if (status === 401) {
      response.set(
        'WWW-Authenticate',
        'Basic realm="Causeway forge", charset="UTF-8"',
      );
    }
    const message =
      status < 500 && isError(error) ? error.message : 'The forge failed';
    response.status(status);
    send(response, form, { status, message });
  };
}

function send(
  response: Response,
  form: HandleErrorsOptions['form'],
  { status, message }: { status: number; message: string },
) {
  switch (form) {
    case 'json':
      // Gitea names the documentation of its API here.
      response.json({ message, url: 'https://docs.gitea.com/api/' });
      break;
    case 'text':
      response.type('text').send(`${message}\n`);
      break;
    default:
      sendPage(response, {
        title: STATUS_CODES[status] ?? 'Error',
        username: undefined,
        content: renderErrorPage({
          heading: STATUS_CODES[status] ?? 'Error',
          message,
        }),
      });
  }
}

function statusOf(error: unknown): number {
  if (!isError(error)) {
    return 500;
  }
  return statusByName[error.name] ?? bodyParserStatus(error) ?? 500;
}

// express.json marks what the client has done wrong: a body that is no JSON, or too large.
function bodyParserStatus(error: ErrorLike): number | undefined {
  if (error.type === 'entity.parse.failed') {
    return 422;
  }
  const { status } = error;
  return typeof status === 'number' && status >= 400 && status < 500
    ? status
    : undefined;
}
