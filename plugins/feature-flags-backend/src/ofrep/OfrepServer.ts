import { ErrorCode } from '@openfeature/core';
import type { EvaluationContext } from '@openfeature/core';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EnvironmentSnapshot } from '../evaluation/EnvironmentSnapshot';
import type { FlagSnapshots } from '../evaluation/FlagSnapshots';
import type { StreamTokens } from '../stream/StreamTokens';
import { matchesEntityTag } from './matchesEntityTag';
import { OfrepError } from './OfrepError';
import type { RateLimiter } from './RateLimiter';
import { readContext } from './readContext';

/** What a request may evaluate. */
export interface OfrepScope {
  flagSet: string;
  environment: string;
  /** Whose requests are counted together. */
  caller: string;
}

/** Tells the flag set and environment that a request may evaluate. */
export interface OfrepAuthenticator {
  /** @throws OfrepError with status 401 or 403 */
  authenticate(
    request: IncomingMessage,
    query: URLSearchParams,
  ): OfrepScope | Promise<OfrepScope>;
}

export interface OfrepServerOptions {
  snapshots: FlagSnapshots;
  authenticator: OfrepAuthenticator;
  rateLimiter: RateLimiter;
  streamTokens: StreamTokens;
  /** Path of the stream as clients see it, without the query. */
  streamPath: string;
  /** Waits for a revision that another replica told a client of. */
  reachRevision(flagSet: string, revision: number): Promise<void>;
}

/** After this time without a look at the page a browser may close its stream. */
const inactivityDelaySeconds = 120;

/**
 * Answers the OpenFeature Remote Evaluation Protocol, 0.3.
 *
 * @remarks
 * On Node's own request and response, because the same code serves the router of the
 * plugin and a listener without one.
 */
export class OfrepServer {
  readonly #options: OfrepServerOptions;
  /** What follows the flags, which differs per snapshot and token only. */
  readonly #rests = new WeakMap<
    EnvironmentSnapshot,
    { token: string; json: string }
  >();

  constructor(options: OfrepServerOptions) {
    this.#options = options;
  }

  /** `POST /ofrep/v1/evaluate/flags/{key}` */
  async evaluateFlag(
    request: IncomingMessage,
    response: ServerResponse,
    key: string,
  ): Promise<void> {
    await answerErrors(response, key, async () => {
      const { snapshot } = await this.#open(request, getQuery(request));
      const context = await readContext(request);
      const flag = snapshot.flags.get(key);
      if (!flag) {
        throw new OfrepError(
          404,
          ErrorCode.FLAG_NOT_FOUND,
          `There is no flag '${key}'`,
        );
      }
      const resolution = evaluate(() => snapshot.resolve(flag, context));
      const status = resolution.reason === 'ERROR' ? 400 : 200;
      writeJson(response, status, flag.toJson(resolution));
    });
  }

  /** `POST /ofrep/v1/evaluate/flags` */
  async evaluateFlags(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    await answerErrors(response, undefined, async () => {
      const query = getQuery(request);
      const opened = await this.#open(request, query);
      const { scope } = opened;
      let { snapshot } = opened;
      const context = await readContext(request);
      const now = Math.floor(Date.now() / 1_000);

      const announced = query.get('flagConfigEtag');
      let mayBeUnchanged = true;
      if (
        announced !== null &&
        announced !== snapshot.getConfigurationTag(now)
      ) {
        await this.#options.reachRevision(
          scope.flagSet,
          Number.parseInt(announced, 10) || 0,
        );
        snapshot = this.#getSnapshot(scope);
        // The client was told of another state: a 304 would make it believe in its own.
        mayBeUnchanged = announced === snapshot.getConfigurationTag(now);
      }

      const tag = evaluate(() => this.#getEntityTag(snapshot, context, now));
      const isUnchanged =
        mayBeUnchanged &&
        matchesEntityTag(request.headers['if-none-match'], tag);
      const flags = isUnchanged
        ? undefined
        : evaluate(() => snapshot.resolveAllToJson(context, now));
      const headers = ['ETag', tag, 'Cache-Control', 'no-cache'];
      if (flags === undefined) {
        response.writeHead(304, headers);
        response.end();
      } else {
        const rest = this.#writeRest(snapshot, now);
        writeJson(response, 200, `{"flags":[${flags}],${rest}}`, headers);
      }
    });
  }

  async #open(
    request: IncomingMessage,
    query: URLSearchParams,
  ): Promise<{ scope: OfrepScope; snapshot: EnvironmentSnapshot }> {
    const { authenticator, rateLimiter } = this.#options;
    const result = authenticator.authenticate(request, query);
    // Waiting for what is known already would cost every request a turn.
    const scope = result instanceof Promise ? await result : result;
    rateLimiter.take(scope.caller);
    return { scope, snapshot: this.#getSnapshot(scope) };
  }

  #getSnapshot({ flagSet, environment }: OfrepScope): EnvironmentSnapshot {
    const snapshot = this.#options.snapshots.get(flagSet, environment);
    if (!snapshot) {
      throw new OfrepError(
        403,
        undefined,
        `There is no flag set '${flagSet}' with an environment '${environment}'`,
      );
    }
    return snapshot;
  }

  #getEntityTag(
    snapshot: EnvironmentSnapshot,
    context: EvaluationContext,
    now: number,
  ): string {
    const salt = this.#options.streamTokens.getVersion(now);
    return `"${snapshot.getEntityTag(context, now, salt)}"`;
  }

  #writeRest(snapshot: EnvironmentSnapshot, now: number): string {
    const { streamTokens, streamPath } = this.#options;
    const { flagSet, environment, revision } = snapshot;
    const token = streamTokens.create({ flagSet, environment }, now);
    const known = this.#rests.get(snapshot);
    if (known?.token === token) {
      return known.json;
    }
    const metadata = { flagSetId: flagSet, version: String(revision) };
    const eventStreams = [
      {
        type: 'sse',
        endpoint: { requestUri: `${streamPath}?token=${token}` },
        inactivityDelaySec: inactivityDelaySeconds,
      },
    ];
    const json = `"metadata":${JSON.stringify(
      metadata,
    )},"eventStreams":${JSON.stringify(eventStreams)}`;
    this.#rests.set(snapshot, { token, json });
    return json;
  }
}

/** Rules are checked when they are saved, but contexts come from anywhere, nested as deep as they like. */
function evaluate<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) {
      throw new OfrepError(
        400,
        ErrorCode.INVALID_CONTEXT,
        'The context is nested too deep',
      );
    }
    throw error;
  }
}

async function answerErrors(
  response: ServerResponse,
  key: string | undefined,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof OfrepError) || response.headersSent) {
      throw error;
    }
    for (const [name, value] of Object.entries(error.headers)) {
      response.setHeader(name, value);
    }
    const { errorCode, message: errorDetails } = error;
    writeJson(
      response,
      error.status,
      JSON.stringify({ key, errorCode, errorDetails }),
    );
  }
}

function writeJson(
  response: ServerResponse,
  status: number,
  body: string,
  headers: readonly string[] = [],
): void {
  const length = Buffer.byteLength(body);
  response.writeHead(status, [
    ...headers,
    'Content-Type',
    'application/json; charset=utf-8',
    'Content-Length',
    String(length),
  ]);
  // The same bytes where all characters are ASCII, and quicker to write.
  response.end(body, length === body.length ? 'latin1' : 'utf8');
}

const noQuery = new URLSearchParams();

function getQuery(request: IncomingMessage): URLSearchParams {
  const url = request.url ?? '';
  const start = url.indexOf('?');
  return start < 0 ? noQuery : new URLSearchParams(url.slice(start));
}
