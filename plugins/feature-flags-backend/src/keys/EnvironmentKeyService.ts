import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { ConflictError, NotFoundError } from '@backstage/errors';
import {
  keyManagePermission,
  type Environment,
  type EnvironmentKey,
} from '@causeway/plugin-feature-flags-common';
import type { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import { assertAdmitted } from '../admission/AdmissionError';
import { findNameProblems } from '../admission/names';
import { changeFlagSet, type FlagSetChange } from '../database/changeFlagSet';
import { assertEnvironment } from '../environments/assertEnvironment';
import type { DatabaseFlagSetStore } from '../flag-sets/DatabaseFlagSetStore';
import type { FlagAuthorizer } from '../ownership/FlagAuthorizer';
import { toActor } from '../service/toActor';
import type { AcceptedKeys, KeyPrincipal } from './AcceptedKeys';
import type { DatabaseKeyStore } from './DatabaseKeyStore';
import { generateKeyText } from './environmentKeyText';

type WithCredentials = { credentials: BackstageCredentials };

/** Where keys belong to. */
export interface KeyScope {
  flagSet: string;
  environment: string;
}

/** A key at the only moment at which it is known. */
export type NewEnvironmentKey = EnvironmentKey & { key: string };

/** How long a rotated key is accepted beside its successor: a day for every client to be redeployed. */
const defaultGraceSeconds = 24 * 60 * 60;

/** Keys of one set in one environment. Rotation needs two; more tell that keys are handed to people. */
const maximumKeys = 50;

export class EnvironmentKeyService {
  readonly #db: Knex;
  readonly #environments: Environment[];
  readonly #sets: DatabaseFlagSetStore;
  readonly #store: DatabaseKeyStore;
  readonly #accepted: AcceptedKeys;
  readonly #authorizer: FlagAuthorizer;

  constructor(options: {
    db: Knex;
    environments: Environment[];
    sets: DatabaseFlagSetStore;
    store: DatabaseKeyStore;
    accepted: AcceptedKeys;
    authorizer: FlagAuthorizer;
  }) {
    this.#db = options.db;
    this.#environments = options.environments;
    this.#sets = options.sets;
    this.#store = options.store;
    this.#accepted = options.accepted;
    this.#authorizer = options.authorizer;
  }

  /** Whom a request with this key speaks for, without SQL; undefined for a key that is not accepted. */
  async authenticate(rawKey: string): Promise<KeyPrincipal | undefined> {
    return this.#accepted.authenticate(rawKey);
  }

  async list(
    scope: KeyScope,
    { credentials }: WithCredentials,
  ): Promise<EnvironmentKey[]> {
    await this.#authorize(scope, credentials);
    return this.#store.list(scope.flagSet, scope.environment);
  }

  async create(
    scope: KeyScope,
    { name }: { name: string },
    { credentials }: WithCredentials,
  ): Promise<NewEnvironmentKey> {
    await this.#authorize(scope, credentials);
    assertAdmitted(findNameProblems('The name of the key', name, '/name'));
    return this.#change(scope, credentials, async change => {
      const { length } = await this.#store.list(
        scope.flagSet,
        scope.environment,
        change.transaction,
      );
      if (length >= maximumKeys) {
        throw new ConflictError(
          `Flag set '${scope.flagSet}' already has ${length} keys in '${scope.environment}'; revoke one first`,
        );
      }
      const { key, record } = generate(scope, name, change);
      await change.record(
        { ...toSubject(record), action: 'create', after: record },
        () => this.#store.insert(record, key.hash, change.transaction),
      );
      return { ...record, key: key.key };
    });
  }

  /** Makes a successor with the same name; the key itself is accepted for the time of grace. */
  async rotate(
    scope: KeyScope,
    {
      id,
      graceSeconds = defaultGraceSeconds,
    }: { id: string; graceSeconds?: number },
    { credentials }: WithCredentials,
  ): Promise<NewEnvironmentKey> {
    await this.#authorize(scope, credentials);
    return this.#change(scope, credentials, async change => {
      const old = await this.#getExisting(scope, id, change);
      if (old.expiresAt !== undefined) {
        throw new ConflictError(
          `The key '${old.prefix}…' is already being replaced; it is accepted until ${old.expiresAt}`,
        );
      }
      const expiresAt = new Date(
        Date.parse(change.at) + graceSeconds * 1000,
      ).toISOString();
      const { key, record } = generate(scope, old.name, change);
      await change.record(
        {
          ...toSubject(record),
          action: 'rotate',
          before: { ...old, lastUsedAt: undefined, expiresAt },
          after: record,
        },
        async () => {
          await this.#store.expire(id, expiresAt, change.transaction);
          await this.#store.insert(record, key.hash, change.transaction);
        },
      );
      return { ...record, key: key.key };
    });
  }

  async revoke(
    scope: KeyScope,
    { id }: { id: string },
    { credentials }: WithCredentials,
  ): Promise<void> {
    await this.#authorize(scope, credentials);
    await this.#change(scope, credentials, async change => {
      const old = await this.#getExisting(scope, id, change);
      await change.record(
        {
          ...toSubject(old),
          action: 'delete',
          before: { ...old, lastUsedAt: undefined },
        },
        () => this.#store.revoke(id, change.at, change.transaction),
      );
    });
  }

  async #change<T>(
    { flagSet }: KeyScope,
    credentials: BackstageCredentials,
    work: (change: FlagSetChange) => Promise<T>,
  ): Promise<T> {
    const result = await changeFlagSet(
      this.#db,
      { flagSet, actor: toActor(credentials) },
      work,
    );
    await this.#accepted.refresh();
    return result;
  }

  async #getExisting(
    scope: KeyScope,
    id: string,
    { transaction }: FlagSetChange,
  ): Promise<EnvironmentKey> {
    const key = await this.#store.get({ ...scope, id }, transaction);
    if (!key) {
      throw new NotFoundError(
        `No key '${id}' of flag set '${scope.flagSet}' in '${scope.environment}'`,
      );
    }
    return key;
  }

  async #authorize(
    { flagSet, environment }: KeyScope,
    credentials: BackstageCredentials,
  ): Promise<void> {
    assertEnvironment(this.#environments, environment);
    const { entityRef } = await this.#sets.get(flagSet);
    await this.#authorizer.authorize(
      [
        {
          permission: keyManagePermission,
          resource: { flagSet, environment },
          entityRef,
        },
      ],
      credentials,
    );
  }
}

function generate(
  { flagSet, environment }: KeyScope,
  name: string,
  { at, actor }: FlagSetChange,
) {
  const key = generateKeyText(environment);
  const record: EnvironmentKey = {
    id: randomUUID(),
    flagSet,
    environment,
    name,
    prefix: key.prefix,
    createdAt: at,
    createdBy: actor,
  };
  return { key, record };
}

function toSubject({ id, environment }: EnvironmentKey) {
  return { subject: 'environment-key', subjectKey: id, environment } as const;
}
