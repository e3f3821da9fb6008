import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { Knex } from 'knex';
import { ChangeListener } from './ChangeListener';
import { DatabaseFlagSetReader } from './DatabaseFlagSetReader';
import type { FlagSnapshots } from './FlagSnapshots';

export interface FlagSnapshotLoaderOptions {
  database: Knex;
  snapshots: FlagSnapshots;
  logger: LoggerService;
  /** How often to look for changes that no notification told of. */
  pollMilliseconds: number;
}

/** So many reads a second for revisions that clients say exist. */
const maxAnnouncedReads = 20;

/**
 * Keeps the flags in memory like those in the database.
 *
 * @remarks
 * Notifications make it quick, looking at the revisions from time to time makes it
 * certain. While the database does not answer, what is in memory stays.
 */
export class FlagSnapshotLoader {
  readonly #reader: DatabaseFlagSetReader;
  readonly #snapshots: FlagSnapshots;
  readonly #logger: LoggerService;
  readonly #pollMilliseconds: number;
  readonly #listener: ChangeListener;
  readonly #refreshes = new Map<string, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;
  #isFailing = false;
  #announcedSecond = 0;
  #announcedReads = 0;

  constructor(options: FlagSnapshotLoaderOptions) {
    this.#reader = new DatabaseFlagSetReader(options.database);
    this.#snapshots = options.snapshots;
    this.#logger = options.logger;
    this.#pollMilliseconds = options.pollMilliseconds;
    this.#listener = new ChangeListener({
      database: options.database,
      logger: options.logger,
      onChange: flagSet => this.#refreshLater(flagSet),
      // What was notified meanwhile is lost.
      onConnect: () => void this.#pollOnce(),
    });
  }

  /** Whether the last attempt to read the database failed. */
  get isFailing(): boolean {
    return this.#isFailing;
  }

  /**
   * Loads everything and goes on following it.
   *
   * @throws if the database does not answer; it is then followed all the same
   */
  async start(): Promise<void> {
    try {
      await this.refresh();
    } finally {
      this.#listener.start();
      this.#scheduleNextPoll();
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#listener.stop();
    await Promise.allSettled(this.#refreshes.values());
  }

  /** Brings all sets up to date. */
  async refresh(): Promise<void> {
    const revisions = await this.#reader.readRevisions();
    for (const flagSet of this.#snapshots.getFlagSets()) {
      if (!revisions.has(flagSet)) {
        this.#snapshots.remove(flagSet);
      }
    }
    const outdated = [...revisions].filter(
      ([flagSet, revision]) =>
        revision !== this.#snapshots.getRevision(flagSet),
    );
    for (const [flagSet] of outdated) {
      await this.#refreshSet(flagSet);
    }
  }

  /** Waits until a set has reached a revision that another replica told a client of. */
  async reachRevision(flagSet: string, revision: number): Promise<void> {
    const known = this.#snapshots.getRevision(flagSet);
    if (known === undefined || known >= revision) {
      return;
    }
    const second = Math.floor(Date.now() / 1_000);
    if (second !== this.#announcedSecond) {
      this.#announcedSecond = second;
      this.#announcedReads = 0;
    }
    // A client may make up a revision, and must not reach the database at its own pace.
    if (this.#announcedReads < maxAnnouncedReads) {
      this.#announcedReads++;
      await this.#refreshSet(flagSet).catch(error => this.#noteFailure(error));
    }
  }

  #refreshLater(flagSet: string): void {
    this.#refreshSet(flagSet).then(
      () => this.#noteSuccess(),
      error => this.#noteFailure(error),
    );
  }

  /** One read at a time per set, and one more for what was asked for during it. */
  async #refreshSet(flagSet: string): Promise<void> {
    const running = this.#refreshes.get(flagSet);
    const waiting = this.#refreshes.get(`${flagSet}\u0000next`);
    if (waiting) {
      await waiting;
      return;
    }
    if (running) {
      const next = running
        .catch(() => {})
        .then(() => {
          this.#refreshes.delete(`${flagSet}\u0000next`);
          return this.#refreshSet(flagSet);
        });
      this.#refreshes.set(`${flagSet}\u0000next`, next);
      await next;
      return;
    }
    const refresh = this.#readSet(flagSet).finally(() =>
      this.#refreshes.delete(flagSet),
    );
    this.#refreshes.set(flagSet, refresh);
    await refresh;
  }

  async #readSet(flagSet: string): Promise<void> {
    const known = this.#snapshots.getRevision(flagSet);
    const change = await this.#reader.readChange(flagSet, known);
    if (!change) {
      this.#snapshots.remove(flagSet);
    } else if (change.revision !== known) {
      await this.#snapshots.apply(change);
    }
  }

  #scheduleNextPoll(): void {
    if (!this.#isStopped) {
      this.#timer = setTimeout(async () => {
        await this.#pollOnce();
        this.#scheduleNextPoll();
      }, this.#pollMilliseconds);
      this.#timer.unref();
    }
  }

  async #pollOnce(): Promise<void> {
    try {
      await this.refresh();
      this.#noteSuccess();
    } catch (error) {
      this.#noteFailure(error);
    }
  }

  #noteSuccess(): void {
    if (this.#isFailing) {
      this.#isFailing = false;
      this.#logger.info('Feature flags are read from the database again');
    }
  }

  #noteFailure(error: unknown): void {
    if (!this.#isFailing && !this.#isStopped) {
      this.#isFailing = true;
      this.#logger.warn(
        `Feature flags cannot be read from the database, so they stay as they are: ${stringifyError(
          error,
        )}`,
      );
    }
  }
}
