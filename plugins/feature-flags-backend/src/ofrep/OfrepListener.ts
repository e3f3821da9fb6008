import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { FlagStream } from '../stream/FlagStream';
import type { OfrepServer } from './OfrepServer';

export interface OfrepListenerOptions {
  port: number;
  host?: string;
  keepAliveMilliseconds?: number;
  server: OfrepServer;
  stream: FlagStream;
  logger: LoggerService;
}

/** Longer than a gateway keeps an idle connection: a request that it sends as one closes is lost. */
export const defaultKeepAliveMilliseconds = 620_000;

const evaluatePath = '/ofrep/v1/evaluate/flags';
const streamPath = '/ofrep/v1/stream';

/**
 * OFREP on a port of its own, without the portal's router.
 *
 * @remarks
 * The router's middleware costs several times as much as evaluating fifty flags. Only
 * environment keys are accepted here, and there is no CORS: it is for servers and gateways.
 */
export class OfrepListener {
  static async create(options: OfrepListenerOptions): Promise<OfrepListener> {
    const listener = new OfrepListener(options);
    await listener.#listen(options);
    return listener;
  }

  readonly #options: OfrepListenerOptions;
  readonly #http: Server;

  private constructor(options: OfrepListenerOptions) {
    this.#options = options;
    this.#http = createServer(
      {
        keepAliveTimeout:
          options.keepAliveMilliseconds ?? defaultKeepAliveMilliseconds,
      },
      (request, response) => {
        this.#route(request, response)?.catch(error => {
          options.logger.error('An OFREP request failed', error);
          answer(response, 500, { errorDetails: 'The evaluation failed' });
        });
      },
    );
  }

  get port(): number {
    const address = this.#http.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  async stop(): Promise<void> {
    await new Promise<void>(resolve => {
      this.#http.close(() => resolve());
      this.#http.closeAllConnections();
    });
  }

  async #listen({ port, host, logger }: OfrepListenerOptions): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen(port, host, () => {
        this.#http.off('error', reject);
        resolve();
      });
    });
    this.#http.on('error', error =>
      logger.error(`The OFREP listener failed: ${stringifyError(error)}`),
    );
    logger.info(`OFREP is served on port ${this.port}`);
  }

  #route(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> | undefined {
    const { server, stream } = this.#options;
    const url = request.url ?? '';
    const end = url.indexOf('?');
    const path = end < 0 ? url : url.slice(0, end);
    if (request.method === 'POST' && path === evaluatePath) {
      return server.evaluateFlags(request, response);
    }
    if (request.method === 'POST' && path.startsWith(`${evaluatePath}/`)) {
      const key = decodeKey(path.slice(evaluatePath.length + 1));
      if (key !== undefined) {
        return server.evaluateFlag(request, response, key);
      }
      answer(response, 400, { errorDetails: 'The path is not valid' });
    } else if (request.method === 'GET' && path === streamPath) {
      stream.open(request, response);
    } else {
      answer(response, 404, { errorDetails: `Nothing is served at ${path}` });
    }
    return undefined;
  }
}

function decodeKey(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  if (!response.headersSent) {
    response.statusCode = status;
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
  }
  response.end(JSON.stringify(body));
}
