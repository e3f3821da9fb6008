import type {
  AuthService,
  DiscoveryService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { ResponseError, toError } from '@backstage/errors';
import type { EntityLevels, Page } from '@causeway/plugin-scorecard-common';

/** For a page of levels; the catalog does not wait for it, so that it only ends what hangs. */
const timeoutMs = 30_000;

/**
 * Levels of all entities, as of about a minute ago.
 *
 * @remarks
 * Processing must neither wait for another plugin nor ask it for each entity, so all
 * levels are read at once, in the background, and again only if one differs.
 */
export class ScorecardLevels {
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;
  readonly #fetch: typeof fetch;
  readonly #logger: LoggerService;
  readonly #reuseMs: number;
  #levels: ReadonlyMap<string, EntityLevels['levels']> | undefined;
  #etag: string | undefined;
  #isLoading = false;
  #loadedAt = -Infinity;

  constructor(options: {
    auth: AuthService;
    discovery: DiscoveryService;
    logger: LoggerService;
    /** Defaults to that of Node. */
    fetch?: typeof fetch;
    /** Defaults to a minute. */
    reuseMs?: number;
  }) {
    this.#auth = options.auth;
    this.#discovery = options.discovery;
    this.#logger = options.logger;
    this.#fetch = options.fetch ?? fetch;
    this.#reuseMs = options.reuseMs ?? 60_000;
  }

  /** Undefined while nothing is known, as when the backend has just started. */
  get(entityRef: string): EntityLevels['levels'] | undefined {
    if (!this.#isLoading && Date.now() - this.#loadedAt >= this.#reuseMs) {
      this.#isLoading = true;
      this.#load()
        .catch(error =>
          this.#logger.warn('The levels of scorecards cannot be read', {
            error: toError(error).message,
          }),
        )
        .finally(() => {
          this.#isLoading = false;
          // After a failure too: the next entity would find the same.
          this.#loadedAt = Date.now();
        });
    }
    return this.#levels && (this.#levels.get(entityRef) ?? {});
  }

  async #load(): Promise<void> {
    const first = await this.#request({ etag: this.#etag });
    if (first.status === 304) {
      return;
    }
    const levels = new Map<string, EntityLevels['levels']>();
    // Few combinations of levels stand for many entities.
    const known = new Map<string, EntityLevels['levels']>();
    let page: Page<EntityLevels> = await first.json();
    for (;;) {
      for (const item of page.items) {
        const key = JSON.stringify(item.levels);
        const shared = known.get(key) ?? item.levels;
        known.set(key, shared);
        levels.set(item.entityRef, shared);
      }
      if (page.nextCursor === undefined) {
        break;
      }
      const next = await this.#request({ cursor: page.nextCursor });
      page = await next.json();
    }
    this.#levels = levels;
    this.#etag = first.headers.get('etag') ?? undefined;
  }

  async #request(options: {
    cursor?: string;
    etag?: string;
  }): Promise<Response> {
    const { cursor, etag } = options;
    const [baseUrl, { token }] = await Promise.all([
      this.#discovery.getBaseUrl('scorecard'),
      this.#auth.getPluginRequestToken({
        onBehalfOf: await this.#auth.getOwnServiceCredentials(),
        targetPluginId: 'scorecard',
      }),
    ]);
    const query = cursor === undefined ? '' : `?cursor=${cursor}`;
    const res = await this.#fetch(`${baseUrl}/v1/levels${query}`, {
      headers: {
        Authorization: `Bearer ${token}`,
        ...(etag && { 'If-None-Match': etag }),
      },
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!res.ok && res.status !== 304) {
      throw await ResponseError.fromResponse(res);
    }
    return res;
  }
}
