import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { Knex } from 'knex';
import type { Client } from 'pg';

/** What `pg_notify` is called with after every change: `<flag set>:<revision>`. */
const channel = 'feature_flags';
const firstDelay = 500;
const longestDelay = 30_000;
const keepAliveMilliseconds = 15_000;

interface ChangeListenerOptions {
  database: Knex;
  logger: LoggerService;
  onChange(flagSet: string): void;
  onConnect(): void;
}

/** Listens for changes on a connection of its own, and connects again when that breaks. */
export class ChangeListener {
  readonly #options: ChangeListenerOptions;
  #client: Client | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  #keepAliveTimer: NodeJS.Timeout | undefined;
  #delay = firstDelay;
  #isStopped = false;

  constructor(options: ChangeListenerOptions) {
    this.#options = options;
  }

  start(): void {
    // Other databases have no notifications; they are looked at from time to time.
    if (this.#options.database.client.config.client === 'pg') {
      void this.#connect();
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#retryTimer);
    await this.#disconnect();
  }

  async #connect(): Promise<void> {
    const { database, onChange, onConnect } = this.#options;
    let client: Client | undefined;
    try {
      // Outside of the pool, with the pool's settings: a listening connection is never idle.
      client = (await database.client.acquireRawConnection()) as Client;
      if (this.#isStopped) {
        await client.end();
        return;
      }
      this.#client = client;
      client.on('notification', ({ payload }) => {
        const end = payload?.lastIndexOf(':') ?? -1;
        if (payload && end > 0) {
          onChange(payload.slice(0, end));
        }
      });
      client.on('error', error => this.#reconnect(error));
      client.on('end', () => this.#reconnect(new Error('It was closed')));
      await client.query(`LISTEN ${channel}`);
      this.#delay = firstDelay;
      this.#keepAlive(client);
      onConnect();
    } catch (error) {
      this.#reconnect(error);
    }
  }

  /** Finds out about a peer that is gone without a word. */
  #keepAlive(client: Client): void {
    this.#keepAliveTimer = setInterval(() => {
      client.query('SELECT 1').catch(error => this.#reconnect(error));
    }, keepAliveMilliseconds);
    this.#keepAliveTimer.unref();
  }

  #reconnect(error: unknown): void {
    if (this.#isStopped || this.#retryTimer) {
      return;
    }
    void this.#disconnect();
    const delay = this.#delay * (0.5 + Math.random());
    this.#options.logger.debug(
      `Not listening for changes of feature flags: ${stringifyError(error)}`,
    );
    this.#delay = Math.min(this.#delay * 2, longestDelay);
    this.#retryTimer = setTimeout(() => {
      this.#retryTimer = undefined;
      void this.#connect();
    }, delay);
    this.#retryTimer.unref();
  }

  async #disconnect(): Promise<void> {
    clearInterval(this.#keepAliveTimer);
    const client = this.#client;
    this.#client = undefined;
    if (client) {
      client.removeAllListeners('notification');
      client.removeAllListeners('end');
      // Errors of a connection that is given up concern nobody, but unheard they end the process.
      client.removeAllListeners('error');
      client.on('error', () => {});
      await client.end().catch(() => {});
    }
  }
}
