import { DatabaseManager } from '@backstage/backend-defaults/database';
import {
  LoggerService,
  RootConfigService,
  RootLifecycleService,
} from '@backstage/backend-plugin-api';
import { ConfigReader } from '@backstage/config';
import { toError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';

// Without the catalog's database the portal has nothing to show.
const probedPlugin = 'catalog';

const question = 'select 1';

/** What a probe found. */
export type DatabaseState =
  | { isReachable: true }
  | { isReachable: false; reason: string };

export interface DatabaseProbeOptions {
  config: RootConfigService;
  logger: LoggerService;
  lifecycle: RootLifecycleService;
  /** How long a probe may take. */
  timeoutMs: number;
  /** For how long its result is good enough. */
  cacheMs: number;
}

/**
 * Asks the database whether it answers.
 *
 * @remarks
 * The connection is one of its own, so that the answer does not wait behind the queries of a
 * busy plugin, and a frozen server never costs a plugin one of its connections.
 */
export class DatabaseProbe {
  readonly #ask: () => Promise<void>;
  readonly #cacheMs: number;
  #running?: Promise<DatabaseState>;
  #last?: { state: DatabaseState; at: number };

  static create(options: DatabaseProbeOptions): DatabaseProbe {
    const { config, logger, lifecycle, timeoutMs, cacheMs } = options;
    const database = DatabaseManager.fromConfig(
      new ConfigReader({
        backend: { database: singleConnection(config, timeoutMs) },
      }),
      { rootLifecycle: lifecycle, rootLogger: logger },
    ).forPlugin(probedPlugin, { logger, lifecycle });
    return new DatabaseProbe(async () => {
      const client = await database.getClient();
      await client.raw(question).timeout(timeoutMs);
    }, cacheMs);
  }

  private constructor(ask: () => Promise<void>, cacheMs: number) {
    this.#ask = ask;
    this.#cacheMs = cacheMs;
  }

  /** What the database answered a moment ago, or answers now. */
  async check(): Promise<DatabaseState> {
    const last = this.#last;
    return last && Date.now() - last.at < this.#cacheMs
      ? last.state
      : this.checkNow();
  }

  /** What the database answers now. Those who ask at the same time share the answer. */
  async checkNow(): Promise<DatabaseState> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #run(): Promise<DatabaseState> {
    const state = await this.#ask().then(
      (): DatabaseState => ({ isReachable: true }),
      (error): DatabaseState => ({
        isReachable: false,
        reason: describe(error),
      }),
    );
    this.#last = { state, at: Date.now() };
    return state;
  }
}

// Nothing is created here: the plugin itself, or the migration before it, does that.
function singleConnection(
  config: RootConfigService,
  timeoutMs: number,
): JsonObject {
  const database = config.getConfig('backend.database');
  const plugin = `plugin.${probedPlugin}`;
  return {
    ...database.get<JsonObject>(),
    ensureExists: false,
    ensureSchemaExists: false,
    knexConfig: {
      ...database.getOptional<JsonObject>('knexConfig'),
      acquireConnectionTimeout: timeoutMs,
      pool: { min: 0, max: 1, createTimeoutMillis: timeoutMs },
    },
    plugin: {
      [probedPlugin]: {
        ...database.getOptional<JsonObject>(plugin),
        ensureExists: false,
        ensureSchemaExists: false,
        knexConfig: {},
      },
    },
  };
}

function describe(error: unknown): string {
  const { message, name } = toError(error);
  if (name === 'KnexTimeoutError') {
    return 'it did not answer in time';
  }
  // A refused connection to a name with several addresses has no message of its own.
  const [cause] = error instanceof AggregateError ? error.errors : [];
  return (
    message.replace(`${question} - `, '') || (cause ? describe(cause) : name)
  );
}
