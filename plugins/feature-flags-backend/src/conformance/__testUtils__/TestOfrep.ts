import { mockServices } from '@backstage/backend-test-utils';
import express from 'express';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FlagSnapshots } from '../../evaluation/FlagSnapshots';
import { createOfrepRouter } from '../../ofrep/createOfrepRouter';
import { EnvironmentKeyAuthenticator } from '../../ofrep/EnvironmentKeyAuthenticator';
import { OfrepListener } from '../../ofrep/OfrepListener';
import { OfrepServer } from '../../ofrep/OfrepServer';
import { RateLimiter } from '../../ofrep/RateLimiter';
import type { RateLimit } from '../../ofrep/RateLimiter';
import { KnownKeys } from '../../keys/KnownKeys';
import { hashKeyText } from '../../keys/environmentKeyText';
import { FlagStream } from '../../stream/FlagStream';
import { StreamTokens } from '../../stream/StreamTokens';
import { OfrepDocument } from './OfrepDocument';
import {
  testEnvironment,
  testFlagSet,
  toFlagSetContent,
} from './toFlagSetContent';
import type { FlagdConfiguration } from './toFlagSetContent';

export const testKey = 'cw_production_test';

/** OFREP over HTTP with flags from memory; holds every answer to the OpenAPI document. */
export class TestOfrep {
  static async start(options: {
    configuration: FlagdConfiguration;
    /** `router` has Express before it, `listener` nothing. */
    through: 'router' | 'listener';
    rateLimit?: RateLimit;
    maxClients?: number;
    /** What stands before the router, such as a request log. */
    before?: express.RequestHandler;
    document?: OfrepDocument;
  }): Promise<TestOfrep> {
    const logger = mockServices.logger.mock();
    const snapshots = new FlagSnapshots({
      logger,
      environments: [testEnvironment],
    });
    await snapshots.replace(toFlagSetContent(options.configuration));
    const tokens = new StreamTokens();
    const stream = new FlagStream({
      snapshots,
      tokens,
      logger,
      maxClients: options.maxClients ?? 100,
    });
    const isRouter = options.through === 'router';
    const server = new OfrepServer({
      snapshots,
      authenticator: new EnvironmentKeyAuthenticator(
        new KnownKeys([
          {
            keyId: 'key-1',
            flagSet: testFlagSet,
            environment: testEnvironment,
            hash: hashKeyText(testKey),
          },
        ]),
      ),
      rateLimiter: new RateLimiter(options.rateLimit),
      streamTokens: tokens,
      streamPath: isRouter
        ? '/api/feature-flags/ofrep/v1/stream'
        : '/ofrep/v1/stream',
      reachRevision: async () => {},
    });
    if (!isRouter) {
      const listener = await OfrepListener.create({
        port: 0,
        host: '127.0.0.1',
        server,
        stream,
        logger,
      });
      return new TestOfrep(
        { snapshots, stream, document: options.document },
        `http://127.0.0.1:${listener.port}`,
        () => listener.stop(),
      );
    }
    const app = express();
    if (options.before) {
      app.use(options.before);
    }
    app.use('/api/feature-flags', createOfrepRouter({ server, stream }));
    const http = createServer(app);
    await new Promise<void>(resolve =>
      http.listen(0, '127.0.0.1', () => resolve()),
    );
    const { port } = http.address() as AddressInfo;
    return new TestOfrep(
      { snapshots, stream, document: options.document },
      `http://127.0.0.1:${port}/api/feature-flags`,
      () => closeServer(http),
    );
  }

  /** How many answers were held to the document. */
  validated = 0;
  readonly problems: string[] = [];
  readonly snapshots: FlagSnapshots;
  readonly stream: FlagStream;
  readonly #document: OfrepDocument | undefined;
  #revision = 1;

  private constructor(
    options: {
      snapshots: FlagSnapshots;
      stream: FlagStream;
      document?: OfrepDocument;
    },
    readonly url: string,
    private readonly close: () => Promise<void>,
  ) {
    this.snapshots = options.snapshots;
    this.stream = options.stream;
    this.#document = options.document;
  }

  /** Like the global one, for clients; what comes back is validated. */
  readonly fetch: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    const { pathname } = new URL(
      input instanceof Request ? input.url : input.toString(),
    );
    if (this.#document && pathname.includes('/ofrep/v1/evaluate/')) {
      this.validated++;
      this.problems.push(
        ...this.#document.findProblems({
          path: pathname,
          status: response.status,
          contentType: response.headers.get('content-type'),
          headers: response.headers,
          body: await response.clone().text(),
        }),
      );
    }
    return response;
  };

  async evaluate(
    body: unknown,
    options: {
      key?: string;
      query?: string;
      headers?: { [name: string]: string };
    } = {},
  ): Promise<Response> {
    const { key, query = '', headers } = options;
    const path = key === undefined ? '' : `/${encodeURIComponent(key)}`;
    return await this.fetch(
      `${this.url}/ofrep/v1/evaluate/flags${path}${query}`,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-api-key': testKey,
          ...headers,
        },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      },
    );
  }

  async setConfiguration(configuration: FlagdConfiguration): Promise<void> {
    this.#revision++;
    await this.snapshots.replace(
      toFlagSetContent(configuration, this.#revision),
    );
  }

  /** @throws if an answer was not as the document says, or none was looked at */
  assertValidated(): void {
    if (this.validated === 0 || this.problems.length > 0) {
      throw new Error(
        `${
          this.validated
        } answers were validated, with the problems: ${this.problems.join(
          '; ',
        )}`,
      );
    }
  }

  async stop(): Promise<void> {
    this.stream.stop();
    await this.close();
  }
}

async function closeServer(http: Server): Promise<void> {
  await new Promise<void>(resolve => {
    http.close(() => resolve());
    http.closeAllConnections();
  });
}
