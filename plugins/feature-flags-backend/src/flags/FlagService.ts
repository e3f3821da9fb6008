import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { ConflictError, NotFoundError } from '@backstage/errors';
import {
  flagDeletePermission,
  flagReadPermission,
  flagUpdatePermission,
  type Environment,
  type Flag,
  type FlagDefinition,
  type Page,
  type Problem,
} from '@causeway/plugin-feature-flags-common';
import type { Knex } from 'knex';
import { AdmissionError } from '../admission/AdmissionError';
import { admitFlagEnvironment } from '../admission/admitFlag';
import { changeFlagSet } from '../database/changeFlagSet';
import { assertEnvironment } from '../environments/assertEnvironment';
import type { DatabaseFlagSetStore } from '../flag-sets/DatabaseFlagSetStore';
import {
  normalizeEntityRef,
  type EntityOwners,
} from '../ownership/EntityOwners';
import type { FlagAuthorizer } from '../ownership/FlagAuthorizer';
import { assertRevision } from '../service/assertRevision';
import { toActor } from '../service/toActor';
import type { ListFlagsOptions } from './createFlagListQuery';
import type { DatabaseFlagStore } from './DatabaseFlagStore';
import type { EnvironmentContent, FlagContent } from './flagContent';
import type { FlagWriter } from './FlagWriter';
import { listAccesses } from './listAccesses';
import { toNewContent, type NewFlag } from './toNewContent';

/** An environment that the flag has nothing of yet. */
const untouched: EnvironmentContent = { state: 'DISABLED' };

type WithCredentials = { credentials: BackstageCredentials };

/** A flag of a set, by name. */
export interface FlagName {
  flagSet: string;
  key: string;
}

/** What is sent replaces all of it but key and type, except where a field is absent. */
export type FlagUpdate = Partial<Omit<FlagDefinition, 'key' | 'type'>> & {
  /** A variant is renamed together with what serves it. */
  environments?: {
    [environment: string]: Pick<EnvironmentContent, 'defaultVariant'>;
  };
  revision: number;
  reason?: string;
};

export interface FlagEnvironmentUpdate extends EnvironmentContent {
  revision: number;
  reason?: string;
}

/** Everything that callers may do with flags, and whether they may. */
export class FlagService {
  readonly #db: Knex;
  readonly #environments: Environment[];
  readonly #sets: DatabaseFlagSetStore;
  readonly #store: DatabaseFlagStore;
  readonly #writer: FlagWriter;
  readonly #authorizer: FlagAuthorizer;
  readonly #owners: EntityOwners;

  constructor(options: {
    db: Knex;
    environments: Environment[];
    sets: DatabaseFlagSetStore;
    store: DatabaseFlagStore;
    writer: FlagWriter;
    authorizer: FlagAuthorizer;
    owners: EntityOwners;
  }) {
    this.#db = options.db;
    this.#environments = options.environments;
    this.#sets = options.sets;
    this.#store = options.store;
    this.#writer = options.writer;
    this.#authorizer = options.authorizer;
    this.#owners = options.owners;
  }

  async list(
    options: Omit<ListFlagsOptions, 'filter'>,
    { credentials }: WithCredentials,
  ): Promise<Page<Flag>> {
    const filter = await this.#authorizer.getReadFilter(credentials);
    return this.#store.list({ ...options, filter });
  }

  async get(name: FlagName, { credentials }: WithCredentials): Promise<Flag> {
    const flag = await this.#getExisting(name);
    await this.#authorizer.authorize(
      [
        {
          permission: flagReadPermission,
          resource: { flagSet: name.flagSet, flagKey: name.key },
          entityRef: flag.entityRef,
        },
      ],
      credentials,
    );
    return flag;
  }

  async create(
    flagSet: string,
    { reason, ...flag }: NewFlag & { reason?: string },
    { credentials }: WithCredentials,
  ): Promise<Flag> {
    const set = await this.#sets.get(flagSet);
    const content = toNewContent(flag, {
      flagSet,
      entityRef: set.entityRef,
      environments: this.#environments,
    });
    await this.#authorizer.authorize(
      listAccesses(set, undefined, content),
      credentials,
    );
    await this.#owners.resolveExisting(content.entityRef);
    return this.#change(flagSet, content, credentials, async change => {
      const existing = await this.#store.get(
        flagSet,
        content.key,
        change.transaction,
      );
      if (existing) {
        throw new ConflictError(
          `Flag set '${flagSet}' already has a flag '${content.key}', made by ${existing.createdBy} at ${existing.createdAt}`,
        );
      }
      return this.#writer.save(change, {
        before: undefined,
        content,
        action: 'create',
        reason,
      });
    });
  }

  async update(
    name: FlagName,
    { revision, reason, environments = {}, ...update }: FlagUpdate,
    options: WithCredentials,
  ): Promise<Flag> {
    for (const environment of Object.keys(environments)) {
      assertEnvironment(this.#environments, environment);
    }
    return this.#replace(name, { revision, reason }, options, flag => ({
      content: {
        ...flag,
        ...update,
        // An empty text is how a caller takes the description away.
        description: (update.description ?? flag.description) || undefined,
        entityRef:
          update.entityRef === undefined
            ? flag.entityRef
            : normalizeEntityRef(update.entityRef),
        environments: {
          ...flag.environments,
          ...Object.fromEntries(
            Object.entries(environments).map(
              ([environment, { defaultVariant }]) => [
                environment,
                {
                  ...(flag.environments[environment] ?? untouched),
                  defaultVariant,
                },
              ],
            ),
          ),
        },
      },
    }));
  }

  async updateEnvironment(
    name: FlagName & { environment: string },
    { revision, reason, ...content }: FlagEnvironmentUpdate,
    options: WithCredentials,
  ): Promise<Flag> {
    const { environment } = name;
    assertEnvironment(this.#environments, environment);
    try {
      return await this.#replace(name, { revision, reason }, options, flag => ({
        content: {
          ...flag,
          environments: { ...flag.environments, [environment]: content },
        },
        environment,
      }));
    } catch (error) {
      throw error instanceof AdmissionError
        ? error.relativeTo(`/environments/${environment}`)
        : error;
    }
  }

  async delete(
    name: FlagName,
    { revision, reason }: { revision: number; reason?: string },
    { credentials }: WithCredentials,
  ): Promise<void> {
    const flag = await this.#getExisting(name);
    await this.#authorizer.authorize(
      [
        {
          permission: flagDeletePermission,
          resource: { flagSet: name.flagSet, flagKey: name.key },
          entityRef: flag.entityRef,
        },
      ],
      credentials,
    );
    await this.#change(name.flagSet, flag, credentials, async change => {
      const current = await this.#getExisting(name, change.transaction);
      assertRevision(`Flag '${name.key}'`, current, revision);
      await this.#writer.delete(change, current, reason);
    });
  }

  /** Says what would be refused, without a change. */
  async validateEnvironment(
    name: FlagName & { environment: string },
    draft: Partial<
      Pick<EnvironmentContent, 'defaultVariant' | 'targeting'> &
        Pick<Flag, 'variants'>
    >,
    options: WithCredentials,
  ): Promise<Problem[]> {
    assertEnvironment(this.#environments, name.environment);
    const flag = await this.get(name, options);
    const { segments } = await this.#store.getSurroundings(
      name.flagSet,
      this.#db,
    );
    return admitFlagEnvironment(draft, {
      pointer: '',
      variants: Object.keys(draft.variants ?? flag.variants),
      segments,
    });
  }

  /** Replaces a flag by another version of it, as an edit or as a restore. */
  async #replace(
    name: FlagName,
    { revision, reason }: { revision: number; reason?: string },
    { credentials }: WithCredentials,
    toNext: (flag: Flag) => { content: FlagContent; environment?: string },
  ): Promise<Flag> {
    const flag = await this.#getExisting(name);
    const { content, environment } = toNext(flag);
    const set = await this.#sets.get(name.flagSet);
    const accesses = listAccesses(set, flag, content);
    await this.#authorizer.authorize(accesses, credentials);
    assertRevision(`Flag '${name.key}'`, flag, revision);
    if (content.entityRef !== flag.entityRef) {
      await this.#owners.resolveExisting(content.entityRef);
    }
    const isToggle =
      environment !== undefined &&
      !accesses.some(({ permission }) => permission === flagUpdatePermission);
    return this.#change(name.flagSet, content, credentials, async change => {
      const before = await this.#getExisting(name, change.transaction);
      assertRevision(`Flag '${name.key}'`, before, revision);
      return this.#writer.save(change, {
        before,
        content,
        action: isToggle ? 'toggle' : 'update',
        environment,
        reason,
      });
    });
  }

  async #change<T>(
    flagSet: string,
    { entityRef }: { entityRef: string },
    credentials: BackstageCredentials,
    work: Parameters<typeof changeFlagSet<T>>[2],
  ): Promise<T> {
    const result = await changeFlagSet(
      this.#db,
      { flagSet, actor: toActor(credentials) },
      work,
    );
    await this.#owners.refresh([entityRef]);
    return result;
  }

  async #getExisting(
    { flagSet, key }: FlagName,
    transaction?: Knex,
  ): Promise<Flag> {
    const flag = await this.#store.get(flagSet, key, transaction);
    if (!flag) {
      throw new NotFoundError(`No flag '${key}' in flag set '${flagSet}'`);
    }
    return flag;
  }
}
