import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { ConflictError, NotFoundError } from '@backstage/errors';
import {
  flagReadPermission,
  flagUpdatePermission,
  type Problem,
  type Segment,
  type UsedSegment,
} from '@causeway/plugin-feature-flags-common';
import type { Knex } from 'knex';
import { admitSegment } from '../admission/admitSegment';
import { changeFlagSet } from '../database/changeFlagSet';
import type { DatabaseFlagSetStore } from '../flag-sets/DatabaseFlagSetStore';
import type {
  FlagAuthorizer,
  FlagPermission,
} from '../ownership/FlagAuthorizer';
import { assertRevision } from '../service/assertRevision';
import { toActor } from '../service/toActor';
import type { DatabaseSegmentStore } from './DatabaseSegmentStore';
import type { SegmentContent, SegmentWriter } from './SegmentWriter';

type WithCredentials = { credentials: BackstageCredentials };

export class SegmentService {
  readonly #db: Knex;
  readonly #sets: DatabaseFlagSetStore;
  readonly #store: DatabaseSegmentStore;
  readonly #writer: SegmentWriter;
  readonly #authorizer: FlagAuthorizer;

  constructor(options: {
    db: Knex;
    sets: DatabaseFlagSetStore;
    store: DatabaseSegmentStore;
    writer: SegmentWriter;
    authorizer: FlagAuthorizer;
  }) {
    this.#db = options.db;
    this.#sets = options.sets;
    this.#store = options.store;
    this.#writer = options.writer;
    this.#authorizer = options.authorizer;
  }

  async list(
    flagSet: string,
    { credentials }: WithCredentials,
  ): Promise<UsedSegment[]> {
    await this.#authorize(flagReadPermission, flagSet, credentials);
    const segments = await this.#store.listAll(flagSet);
    const uses = await this.#store.listAllUses(flagSet, {
      // A flag may be of another entity than its set.
      filter: await this.#authorizer.getReadFilter(credentials),
    });
    return segments.map(segment => ({
      ...segment,
      uses: uses.get(segment.name) ?? [],
    }));
  }

  /** Says what would be refused, without a change. */
  async validate(
    { flagSet, name, targeting }: SegmentContent,
    { credentials }: WithCredentials,
  ): Promise<Problem[]> {
    await this.#authorize(flagReadPermission, flagSet, credentials);
    const others = (await this.#store.listAll(flagSet)).filter(
      segment => segment.name !== name,
    );
    return admitSegment({ name, targeting }, others.length);
  }

  /** Makes a segment where no revision is given, and replaces one otherwise. */
  async put(
    content: SegmentContent,
    { revision, reason }: { revision?: number; reason?: string },
    { credentials }: WithCredentials,
  ): Promise<Segment> {
    const { flagSet, name } = content;
    await this.#authorize(flagUpdatePermission, flagSet, credentials);
    return changeFlagSet(
      this.#db,
      { flagSet, actor: toActor(credentials) },
      async change => {
        const before = await this.#store.get(flagSet, name, change.transaction);
        if (before && revision === undefined) {
          throw new ConflictError(
            `Flag set '${flagSet}' already has a segment '${name}', last changed by ${before.updatedBy} at ${before.updatedAt}`,
          );
        }
        if (!before && revision !== undefined) {
          throw new NotFoundError(
            `No segment '${name}' in flag set '${flagSet}'`,
          );
        }
        if (before && revision !== undefined) {
          assertRevision(`Segment '${name}'`, before, revision);
        }
        return this.#writer.save(change, {
          before,
          content,
          action: before ? 'update' : 'create',
          reason,
        });
      },
    );
  }

  async delete(
    { flagSet, name }: { flagSet: string; name: string },
    { revision, reason }: { revision: number; reason?: string },
    { credentials }: WithCredentials,
  ): Promise<void> {
    await this.#authorize(flagUpdatePermission, flagSet, credentials);
    await changeFlagSet(
      this.#db,
      { flagSet, actor: toActor(credentials) },
      async change => {
        const before = await this.#store.get(flagSet, name, change.transaction);
        if (!before) {
          throw new NotFoundError(
            `No segment '${name}' in flag set '${flagSet}'`,
          );
        }
        assertRevision(`Segment '${name}'`, before, revision);
        await this.#writer.delete(change, before, reason);
      },
    );
  }

  async #authorize(
    permission: FlagPermission,
    flagSet: string,
    credentials: BackstageCredentials,
  ): Promise<void> {
    const { entityRef } = await this.#sets.get(flagSet);
    await this.#authorizer.authorize(
      [{ permission, resource: { flagSet }, entityRef }],
      credentials,
    );
  }
}
