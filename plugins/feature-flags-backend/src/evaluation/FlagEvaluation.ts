import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { Knex } from 'knex';
import type { AcceptedKey } from '../keys/DatabaseKeyStore';
import { FileFlagSetStore } from './FileFlagSetStore';
import { FlagSnapshotLoader } from './FlagSnapshotLoader';
import { FlagSnapshots } from './FlagSnapshots';

/** Changes often come in rows, and files are only read after a restart. */
const saveDelayMilliseconds = 1_000;

export interface CreateFlagEvaluationOptions {
  logger: LoggerService;
  environments: readonly string[];
  /** Where the flags are saved for a start without the database; nowhere if not given. */
  snapshotDirectory?: string;
  pollMilliseconds: number;
}

/** Flags in memory, where they come from, and where they are saved. */
export class FlagEvaluation {
  /** Starts with what was saved before. */
  static async create(
    options: CreateFlagEvaluationOptions,
  ): Promise<FlagEvaluation> {
    const evaluation = new FlagEvaluation(options);
    await evaluation.#restore();
    return evaluation;
  }

  readonly snapshots: FlagSnapshots;
  readonly #logger: LoggerService;
  readonly #pollMilliseconds: number;
  readonly #files: FileFlagSetStore | undefined;
  readonly #unsaved = new Set<string>();
  #saveTimer: NodeJS.Timeout | undefined;
  #saving: Promise<void> = Promise.resolve();
  #savedKeys: string | undefined;
  #loader: FlagSnapshotLoader | undefined;

  private constructor(options: CreateFlagEvaluationOptions) {
    const { logger, environments, snapshotDirectory } = options;
    this.#logger = logger;
    this.#pollMilliseconds = options.pollMilliseconds;
    this.snapshots = new FlagSnapshots({ logger, environments });
    this.#files =
      snapshotDirectory === undefined
        ? undefined
        : new FileFlagSetStore({ directory: snapshotDirectory, logger });
  }

  /** Whether flags follow the database at the moment. */
  get isLive(): boolean {
    return this.#loader !== undefined && !this.#loader.isFailing;
  }

  /**
   * Loads the flags from the database and follows it from now on.
   *
   * @throws if the database does not answer; it is then followed all the same
   */
  async connect(database: Knex): Promise<void> {
    this.#loader = new FlagSnapshotLoader({
      database,
      snapshots: this.snapshots,
      logger: this.#logger,
      pollMilliseconds: this.#pollMilliseconds,
    });
    await this.#loader.start();
  }

  /** Waits until what another replica told a client of has arrived here as well. */
  async reachRevision(flagSet: string, revision: number): Promise<void> {
    await this.#loader?.reachRevision(flagSet, revision);
  }

  async stop(): Promise<void> {
    await this.#loader?.stop();
    clearTimeout(this.#saveTimer);
    await this.#save();
  }

  /** The environment keys that were saved last. */
  async loadKeys(): Promise<AcceptedKey[]> {
    return (await this.#files?.loadKeys()) ?? [];
  }

  /** Saves the environment keys, as hashes, beside the flags that they open. */
  async saveKeys(keys: readonly AcceptedKey[]): Promise<void> {
    const text = JSON.stringify(keys);
    if (text === this.#savedKeys) {
      return;
    }
    try {
      await this.#files?.saveKeys(keys);
      this.#savedKeys = text;
    } catch (error) {
      this.#logger.warn(
        `Environment keys cannot be saved for a start without the database: ${stringifyError(
          error,
        )}`,
      );
    }
  }

  async #restore(): Promise<void> {
    if (!this.#files) {
      return;
    }
    for (const content of await this.#files.loadAll()) {
      await this.snapshots.replace(content);
    }
    this.snapshots.onChange(({ flagSet }) => this.#saveLater(flagSet));
  }

  #saveLater(flagSet: string): void {
    this.#unsaved.add(flagSet);
    this.#saveTimer ??= setTimeout(() => {
      this.#saveTimer = undefined;
      void this.#save();
    }, saveDelayMilliseconds);
    this.#saveTimer.unref();
  }

  async #save(): Promise<void> {
    this.#saving = this.#saving.then(async () => {
      const names = [...this.#unsaved];
      this.#unsaved.clear();
      for (const name of names) {
        await this.#saveSet(name);
      }
    });
    await this.#saving;
  }

  async #saveSet(name: string): Promise<void> {
    const content = this.snapshots.getContent(name);
    try {
      await (content ? this.#files?.save(content) : this.#files?.remove(name));
    } catch (error) {
      this.#logger.warn(
        `The feature flags of '${name}' cannot be saved for a start without the database: ${stringifyError(
          error,
        )}`,
      );
    }
  }
}
