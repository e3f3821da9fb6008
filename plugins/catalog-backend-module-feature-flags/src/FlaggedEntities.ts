import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { FlagsService } from '@causeway/plugin-feature-flags-node';

const pageSize = 500;

/** The entities that flags are for, as of at most a minute ago. */
export class FlaggedEntities {
  readonly #auth: AuthService;
  readonly #flags: FlagsService;
  readonly #logger: LoggerService;
  readonly #reuseMs: number;
  #known: ReadonlySet<string> | undefined;
  #loading: Promise<void> | undefined;
  #loadedAt = -Infinity;

  constructor(options: {
    auth: AuthService;
    flags: FlagsService;
    logger: LoggerService;
    /** Defaults to a minute. */
    reuseMs?: number;
  }) {
    this.#auth = options.auth;
    this.#flags = options.flags;
    this.#logger = options.logger;
    this.#reuseMs = options.reuseMs ?? 60_000;
  }

  /** Undefined while nothing is known, as when the backend has just started. */
  async has(entityRef: string): Promise<boolean | undefined> {
    if (Date.now() - this.#loadedAt >= this.#reuseMs) {
      // Entities are processed side by side; one of them asks for all.
      this.#loading ??= this.#load().finally(() => {
        this.#loading = undefined;
      });
      await this.#loading;
    }
    return this.#known?.has(entityRef);
  }

  async #load(): Promise<void> {
    try {
      const entityRefs = new Set<string>();
      let cursor: string | undefined;
      do {
        const page = await this.#flags.listFlags(
          { limit: pageSize, cursor },
          { credentials: await this.#auth.getOwnServiceCredentials() },
        );
        page.items.forEach(flag => entityRefs.add(flag.entityRef));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      this.#known = entityRefs;
    } catch (error) {
      this.#logger.warn('The entities with feature flags cannot be listed', {
        error: toError(error).message,
      });
    }
    // After a failure too: the next entity would find the same.
    this.#loadedAt = Date.now();
  }
}
