import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { ConflictError, InputError } from '@backstage/errors';
import {
  flagCreatePermission,
  flagDeletePermission,
  flagReadPermission,
  flagUpdatePermission,
  type FlagSet,
  type Page,
} from '@causeway/plugin-feature-flags-common';
import type { Knex } from 'knex';
import { changeFlagSet, createChange } from '../database/changeFlagSet';
import type { DatabaseFlagStore } from '../flags/DatabaseFlagStore';
import type { DatabaseKeyStore } from '../keys/DatabaseKeyStore';
import {
  normalizeEntityRef,
  type EntityOwners,
} from '../ownership/EntityOwners';
import type {
  FlagAuthorizer,
  FlagPermission,
} from '../ownership/FlagAuthorizer';
import type { DatabaseSegmentStore } from '../segments/DatabaseSegmentStore';
import { toActor } from '../service/toActor';
import type { DatabaseFlagSetStore } from './DatabaseFlagSetStore';

type WithCredentials = { credentials: BackstageCredentials };

export type NewFlagSet = Pick<
  FlagSet,
  'name' | 'title' | 'description' | 'entityRef'
>;

// Part of URLs and of permission refs, and the `flagSetId` that clients see.
const namePattern = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

export class FlagSetService {
  readonly #db: Knex;
  readonly #store: DatabaseFlagSetStore;
  readonly #flags: DatabaseFlagStore;
  readonly #segments: DatabaseSegmentStore;
  readonly #keys: DatabaseKeyStore;
  readonly #authorizer: FlagAuthorizer;
  readonly #owners: EntityOwners;

  constructor(options: {
    db: Knex;
    store: DatabaseFlagSetStore;
    flags: DatabaseFlagStore;
    segments: DatabaseSegmentStore;
    keys: DatabaseKeyStore;
    authorizer: FlagAuthorizer;
    owners: EntityOwners;
  }) {
    this.#db = options.db;
    this.#store = options.store;
    this.#flags = options.flags;
    this.#segments = options.segments;
    this.#keys = options.keys;
    this.#authorizer = options.authorizer;
    this.#owners = options.owners;
  }

  async list(
    options: { entityRef?: string; limit: number; cursor?: string },
    { credentials }: WithCredentials,
  ): Promise<Page<FlagSet>> {
    const filter = await this.#authorizer.getReadFilter(credentials);
    return this.#store.list({ ...options, filter });
  }

  async get(name: string, { credentials }: WithCredentials): Promise<FlagSet> {
    const set = await this.#store.get(name);
    await this.#authorize(flagReadPermission, set, credentials);
    return set;
  }

  async create(
    input: NewFlagSet,
    { credentials }: WithCredentials,
  ): Promise<FlagSet> {
    if (!namePattern.test(input.name)) {
      throw new InputError(
        `A flag set cannot be named '${input.name}'; use at most 63 lower case letters, digits and dashes, without a dash at either end`,
      );
    }
    const set = { ...input, entityRef: normalizeEntityRef(input.entityRef) };
    await this.#authorize(flagCreatePermission, set, credentials);
    await this.#owners.resolveExisting(set.entityRef);
    const created = await this.#insert(set, toActor(credentials));
    if (!created) {
      throw new ConflictError(`There is already a flag set '${set.name}'`);
    }
    return this.#store.get(set.name);
  }

  async update(
    name: string,
    update: Partial<Omit<NewFlagSet, 'name'>> & { reason?: string },
    { credentials }: WithCredentials,
  ): Promise<FlagSet> {
    const { reason, ...fields } = update;
    const set = await this.#store.get(name);
    await this.#authorize(flagUpdatePermission, set, credentials);
    const entityRef =
      fields.entityRef === undefined
        ? set.entityRef
        : normalizeEntityRef(fields.entityRef);
    if (entityRef !== set.entityRef) {
      await this.#authorize(
        flagUpdatePermission,
        { name, entityRef },
        credentials,
      );
      await this.#owners.resolveExisting(entityRef);
    }
    await changeFlagSet(
      this.#db,
      { flagSet: name, actor: toActor(credentials) },
      async change => {
        const before = await this.#store.get(name, change.transaction);
        const after = { ...before, ...fields, entityRef };
        await change.record(
          {
            subject: 'flag-set',
            subjectKey: name,
            action: 'update',
            reason,
            before: toContent(before),
            after: toContent(after),
          },
          () => this.#store.update(after, change.transaction),
        );
      },
    );
    await this.#owners.refresh([entityRef]);
    return this.#store.get(name);
  }

  /** Deletes an empty set; its history stays, and its keys are revoked. */
  async delete(
    name: string,
    { reason }: { reason?: string },
    { credentials }: WithCredentials,
  ): Promise<void> {
    const set = await this.#store.get(name);
    await this.#authorize(flagDeletePermission, set, credentials);
    await changeFlagSet(
      this.#db,
      { flagSet: name, actor: toActor(credentials) },
      async change => {
        const { transaction, at, actor } = change;
        const count = await this.#flags.count(name, transaction);
        if (count > 0) {
          throw new ConflictError(
            `Flag set '${name}' still has ${count} ${
              count === 1 ? 'flag' : 'flags'
            }; delete them first`,
          );
        }
        await change.record(
          {
            subject: 'flag-set',
            subjectKey: name,
            action: 'delete',
            reason,
            before: toContent(set),
          },
          async setRevision => {
            for (const segment of await this.#segments.listAll(
              name,
              transaction,
            )) {
              await this.#segments.markDeleted(
                segment,
                { at, actor, setRevision },
                transaction,
              );
            }
            await this.#keys.revokeAll(name, at, transaction);
            await this.#store.markDeleted(name, at, transaction);
          },
        );
      },
    );
  }

  /** Returns whether it did; otherwise there is such a set. */
  async #insert(set: NewFlagSet, actor: string): Promise<boolean> {
    const isNew = await this.#db.transaction(async transaction => {
      if (!(await this.#store.insert(set, transaction))) {
        return false;
      }
      const change = createChange(transaction, { flagSet: set.name, actor });
      await change.record(
        {
          subject: 'flag-set',
          subjectKey: set.name,
          action: 'create',
          after: toContent(set),
        },
        async () => undefined,
      );
      return true;
    });
    await this.#owners.refresh([set.entityRef]);
    return isNew;
  }

  async #authorize(
    permission: FlagPermission,
    { name, entityRef }: { name: string; entityRef: string },
    credentials: BackstageCredentials,
  ): Promise<void> {
    await this.#authorizer.authorize(
      [{ permission, resource: { flagSet: name }, entityRef }],
      credentials,
    );
  }
}

function toContent(set: NewFlagSet): NewFlagSet {
  return {
    name: set.name,
    title: set.title,
    description: set.description,
    entityRef: set.entityRef,
  };
}
