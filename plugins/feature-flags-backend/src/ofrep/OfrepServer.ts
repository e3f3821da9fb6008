import { ErrorCode } from '@openfeature/core';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EnvironmentSnapshot } from '../evaluation/EnvironmentSnapshot';
import type { FlagSnapshots } from '../evaluation/FlagSnapshots';
import { toAsciiJson } from '../evaluation/toAsciiJson';
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
    { tokenVersion: string; json: string }
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
    try {
      const admitted = this.#admit(request, getQuery(request));
      const scope = admitted instanceof Promise ? await admitted : admitted;
      const snapshot = this.#getSnapshot(scope);
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
    } catch (error) {
      answerError(response, error, key);
    }
  }

  /** `POST /ofrep/v1/evaluate/flags` */
  async evaluateFlags(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    try {
      const query = getQuery(request);
      const admitted = this.#admit(request, query);
      // Waiting for what is known already would cost every request a turn.
      const scope = admitted instanceof Promise ? await admitted : admitted;
      let snapshot = this.#getSnapshot(scope);
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

      const tokenVersion = this.#options.streamTokens.getVersion(now);
      const evaluation = evaluate(() => snapshot.evaluateAll(context, now));
      const tag = `"${evaluate(() => evaluation.getEntityTag(tokenVersion))}"`;
      if (
        mayBeUnchanged &&
        matchesEntityTag(request.headers['if-none-match'], tag)
      ) {
        response.writeHead(304, ['ETag', tag, 'Cache-Control', 'no-cache']);
        response.end();
        return;
      }
      const rest = this.#getRest(snapshot, now, tokenVersion);
      const body = evaluate(() => evaluation.toJson('{"flags":[', rest));
      writeJson(response, 200, body, tag);
    } catch (error) {
      answerError(response, error);
    }
  }

  #admit(
    request: IncomingMessage,
    query: URLSearchParams,
  ): OfrepScope | Promise<OfrepScope> {
    const { authenticator, rateLimiter } = this.#options;
    const count = (scope: OfrepScope) => {
      rateLimiter.take(scope.caller);
      return scope;
    };
    const scope = authenticator.authenticate(request, query);
    return scope instanceof Promise ? scope.then(count) : count(scope);
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

  #getRest(
    snapshot: EnvironmentSnapshot,
    now: number,
    tokenVersion: string,
  ): string {
    const known = this.#rests.get(snapshot);
    if (known?.tokenVersion === tokenVersion) {
      return known.json;
    }
    const { streamTokens, streamPath } = this.#options;
    const { flagSet, environment, revision } = snapshot;
    const token = streamTokens.create({ flagSet, environment }, now);
    const metadata = { flagSetId: flagSet, version: String(revision) };
    const eventStreams = [
      {
        type: 'sse',
        endpoint: { requestUri: `${streamPath}?token=${token}` },
        inactivityDelaySec: inactivityDelaySeconds,
      },
    ];
    const fields = toAsciiJson({ metadata, eventStreams });
    const json = `],${fields.slice(1)}`;
    this.#rests.set(snapshot, { tokenVersion, json });
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

function answerError(
  response: ServerResponse,
  error: unknown,
  key?: string,
): void {
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
    toAsciiJson({ key, errorCode, errorDetails }),
  );
}

/** @param body - of ASCII only, so that its characters are as many as its bytes */
function writeJson(
  response: ServerResponse,
  status: number,
  body: string,
  tag?: string,
): void {
  const headers = [
    'Content-Type',
    'application/json; charset=utf-8',
    'Content-Length',
    String(body.length),
  ];
  if (tag !== undefined) {
    headers.push('ETag', tag, 'Cache-Control', 'no-cache');
  }
  response.writeHead(status, headers);
  response.end(body, 'latin1');
}

const noQuery = new URLSearchParams();

function getQuery(request: IncomingMessage): URLSearchParams {
  const url = request.url ?? '';
  const start = url.indexOf('?');
  return start < 0 ? noQuery : new URLSearchParams(url.slice(start));
}
