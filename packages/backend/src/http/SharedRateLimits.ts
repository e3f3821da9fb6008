import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { Knex } from 'knex';
import {
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRes,
} from 'rate-limiter-flexible';

const windowSeconds = 60;
const exchangeMs = 1_000;

/** Which of the two limits counts, and for whom. */
export interface RateLimitKey {
  limit: 'perUser' | 'perAddress';
  id: string;
}

interface Limit {
  inProcess: RateLimiterMemory;
  shared?: RateLimiterPostgres;
}

/**
 * How many requests somebody sent in this minute, over all replicas.
 *
 * @remarks
 * A request waits for no database: each process counts for itself and adds what it counted to
 * the shared count once a second, from which it learns who is over. What all replicas together
 * let pass too many is what somebody sends within that second. While the database does not
 * answer, each replica limits for itself.
 */
export class SharedRateLimits {
  readonly #limits: Record<RateLimitKey['limit'], Limit>;
  readonly #points: Record<RateLimitKey['limit'], number>;
  readonly #connect: () => Promise<{ client: Knex; hasTable: boolean }>;
  readonly #logger: LoggerService;
  readonly #counted = new Map<string, RateLimitKey & { points: number }>();
  readonly #blockedUntil = new Map<string, number>();
  #isExchanging = false;
  #isReported = false;

  constructor(options: {
    /** Requests in a minute. */
    points: Record<RateLimitKey['limit'], number>;
    connect: () => Promise<{ client: Knex; hasTable: boolean }>;
    logger: LoggerService;
  }) {
    this.#points = options.points;
    this.#connect = options.connect;
    this.#logger = options.logger;
    const inProcess = (limit: RateLimitKey['limit']) => ({
      inProcess: new RateLimiterMemory({
        keyPrefix: limit,
        points: options.points[limit],
        duration: windowSeconds,
      }),
    });
    this.#limits = {
      perUser: inProcess('perUser'),
      perAddress: inProcess('perAddress'),
    };
  }

  /** Counts a request; answers with the milliseconds to wait where it is one too many. */
  async consume(key: RateLimitKey): Promise<number | undefined> {
    const name = `${key.limit} ${key.id}`;
    const waitMs = (this.#blockedUntil.get(name) ?? 0) - Date.now();
    if (waitMs > 0) {
      return waitMs;
    }
    const counted = this.#counted.get(name);
    this.#counted.set(name, { ...key, points: (counted?.points ?? 0) + 1 });
    return tryConsume(this.#limits[key.limit].inProcess, key.id, 1);
  }

  /** Exchanges counts with the other replicas until the returned function is called. */
  start(): () => void {
    const timer = setInterval(() => void this.exchange(), exchangeMs);
    timer.unref();
    return () => clearInterval(timer);
  }

  /** Adds what was counted here to the shared count. Never fails. */
  async exchange(): Promise<void> {
    const now = Date.now();
    for (const [name, until] of this.#blockedUntil) {
      if (until <= now) {
        this.#blockedUntil.delete(name);
      }
    }
    if (this.#isExchanging || this.#counted.size === 0) {
      return;
    }
    this.#isExchanging = true;
    const counted = [...this.#counted];
    this.#counted.clear();
    try {
      await this.#openStores();
      for (const [name, { limit, id, points }] of counted) {
        const { shared } = this.#limits[limit];
        const waitMs = shared && (await tryConsume(shared, id, points));
        if (waitMs !== undefined) {
          this.#blockedUntil.set(name, Date.now() + waitMs);
        }
      }
      this.#isReported = false;
    } catch (error) {
      if (!this.#isReported) {
        this.#isReported = true;
        this.#logger.warn(
          'Counts of requests are not shared between replicas, because the database does not answer; each replica limits for itself',
          toError(error),
        );
      }
    } finally {
      this.#isExchanging = false;
    }
  }

  async #openStores(): Promise<void> {
    if (this.#limits.perUser.shared) {
      return;
    }
    const { client, hasTable } = await this.#connect();
    const open = (limit: RateLimitKey['limit']) =>
      new Promise<RateLimiterPostgres>((resolve, reject) => {
        const store: RateLimiterPostgres = new RateLimiterPostgres(
          {
            storeClient: client,
            storeType: 'knex',
            tableName: 'rate_limits',
            tableCreated: hasTable,
            keyPrefix: limit,
            points: this.#points[limit],
            duration: windowSeconds,
          },
          error => (error ? reject(error) : resolve(store)),
        );
        if (hasTable) {
          resolve(store);
        }
      });
    this.#limits.perAddress.shared = await open('perAddress');
    this.#limits.perUser.shared = await open('perUser');
  }
}

async function tryConsume(
  limiter: RateLimiterMemory | RateLimiterPostgres,
  id: string,
  points: number,
): Promise<number | undefined> {
  try {
    await limiter.consume(id, points);
    return undefined;
  } catch (error) {
    if (error instanceof RateLimiterRes) {
      return Math.max(error.msBeforeNext, 1);
    }
    throw error;
  }
}
