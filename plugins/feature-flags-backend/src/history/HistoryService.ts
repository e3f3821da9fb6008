import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  flagReadPermission,
  flagUpdatePermission,
  type ChangeEvent,
  type Flag,
  type FlagSet,
  type Page,
  type Segment,
} from '@causeway/plugin-feature-flags-common';
import type { Knex } from 'knex';
import { changeFlagSet } from '../database/changeFlagSet';
import type { DatabaseFlagSetStore } from '../flag-sets/DatabaseFlagSetStore';
import type { DatabaseFlagStore } from '../flags/DatabaseFlagStore';
import type { FlagContent } from '../flags/flagContent';
import type { FlagWriter } from '../flags/FlagWriter';
import { listAccesses } from '../flags/listAccesses';
import type { FlagAccess, FlagAuthorizer } from '../ownership/FlagAuthorizer';
import type { DatabaseSegmentStore } from '../segments/DatabaseSegmentStore';
import type { SegmentWriter } from '../segments/SegmentWriter';
import { assertRevision } from '../service/assertRevision';
import { toActor } from '../service/toActor';
import type {
  DatabaseHistoryStore,
  ListEventsOptions,
} from './DatabaseHistoryStore';

type WithCredentials = { credentials: BackstageCredentials };

export class HistoryService {
  readonly #db: Knex;
  readonly #history: DatabaseHistoryStore;
  readonly #sets: DatabaseFlagSetStore;
  readonly #flags: DatabaseFlagStore;
  readonly #flagWriter: FlagWriter;
  readonly #segments: DatabaseSegmentStore;
  readonly #segmentWriter: SegmentWriter;
  readonly #authorizer: FlagAuthorizer;

  constructor(options: {
    db: Knex;
    history: DatabaseHistoryStore;
    sets: DatabaseFlagSetStore;
    flags: DatabaseFlagStore;
    flagWriter: FlagWriter;
    segments: DatabaseSegmentStore;
    segmentWriter: SegmentWriter;
    authorizer: FlagAuthorizer;
  }) {
    this.#db = options.db;
    this.#history = options.history;
    this.#sets = options.sets;
    this.#flags = options.flags;
    this.#flagWriter = options.flagWriter;
    this.#segments = options.segments;
    this.#segmentWriter = options.segmentWriter;
    this.#authorizer = options.authorizer;
  }

  /**
   * The history of a set; whoever may read one flag of it may also read that flag's.
   */
  async list(
    options: ListEventsOptions,
    { credentials }: WithCredentials,
  ): Promise<Page<ChangeEvent>> {
    const { flagSet, subject, subjectKey } = options;
    const set = await this.#sets.get(flagSet);
    const flag =
      subject === 'flag' && subjectKey !== undefined
        ? await this.#flags.get(flagSet, subjectKey)
        : undefined;
    await this.#authorizer.authorize(
      [
        {
          permission: flagReadPermission,
          resource: { flagSet, flagKey: flag?.key },
          entityRef: flag?.entityRef ?? set.entityRef,
        },
      ],
      credentials,
    );
    return this.#history.list(options);
  }

  /**
   * Makes a flag or segment again what it was after a change, or, for a deletion, what it was before it.
   *
   * @param revision - of what there is now; not needed for what is deleted
   */
  async restore(
    { flagSet, id }: { flagSet: string; id: number },
    { revision, reason }: { revision?: number; reason?: string },
    { credentials }: WithCredentials,
  ): Promise<Flag | Segment> {
    const set = await this.#sets.get(flagSet);
    const event = await this.#history.get(flagSet, id);
    const stored = event.after ?? event.before;
    const restore = {
      set,
      event,
      revision,
      reason: reason ?? `Restored from event ${id}`,
      credentials,
    };
    if (event.subject === 'flag' && isRecord<Flag>(stored)) {
      return this.#restoreFlag({ ...restore, version: stored });
    }
    if (event.subject === 'segment' && isRecord<Segment>(stored)) {
      return this.#restoreSegment({ ...restore, version: stored });
    }
    throw new InputError(
      `Event ${id} is about ${
        event.subject === 'flag-set' ? 'a flag set' : 'an environment key'
      }; only flags and segments can be restored`,
    );
  }

  async #restoreFlag(options: Restore & { version: Flag }): Promise<Flag> {
    const { set, event, version, revision, reason, credentials } = options;
    const what = `Flag '${version.key}'`;
    const current = await this.#flags.get(set.name, version.key);
    if (current) {
      assertRevision(what, current, requireRevision(revision, what));
    }
    const content = this.#toContent(version, current);
    await this.#authorizer.authorize(
      listAccesses(set, current, content),
      credentials,
    );
    return changeFlagSet(
      this.#db,
      { flagSet: set.name, actor: toActor(credentials) },
      async change => {
        const before = await this.#flags.get(
          set.name,
          version.key,
          change.transaction,
        );
        if (before) {
          assertRevision(what, before, requireRevision(revision, what));
        }
        return this.#flagWriter.save(change, {
          before,
          content,
          action: 'restore',
          environment: before && event.environment,
          reason,
        });
      },
    );
  }

  async #restoreSegment(
    options: Restore & { version: Segment },
  ): Promise<Segment> {
    const { set, version, revision, reason, credentials } = options;
    const what = `Segment '${version.name}'`;
    const access: FlagAccess = {
      permission: flagUpdatePermission,
      resource: { flagSet: set.name },
      entityRef: set.entityRef,
    };
    await this.#authorizer.authorize([access], credentials);
    return changeFlagSet(
      this.#db,
      { flagSet: set.name, actor: toActor(credentials) },
      async change => {
        const before = await this.#segments.get(
          set.name,
          version.name,
          change.transaction,
        );
        if (before) {
          assertRevision(what, before, requireRevision(revision, what));
        }
        return this.#segmentWriter.save(change, {
          before,
          content: version,
          action: 'restore',
          reason,
        });
      },
    );
  }

  /** An environment that was not configured then keeps what it has now. */
  #toContent(version: Flag, current: Flag | undefined): FlagContent {
    return {
      ...version,
      environments: { ...current?.environments, ...version.environments },
    };
  }
}

interface Restore {
  set: FlagSet;
  event: ChangeEvent;
  revision: number | undefined;
  reason: string;
  credentials: BackstageCredentials;
}

/** What this plugin has written into its own history is of the type of the event's subject. */
function isRecord<T extends object>(value: unknown): value is T {
  return typeof value === 'object' && value !== null;
}

function requireRevision(revision: number | undefined, what: string): number {
  if (revision === undefined) {
    throw new InputError(
      `${what} exists; send the revision that you want to replace`,
    );
  }
  return revision;
}
