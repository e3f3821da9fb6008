import type { EnvironmentKey } from '@causeway/plugin-feature-flags-common';
import type { Knex } from 'knex';

interface EnvironmentKeyRow {
  id: string;
  flag_set: string;
  environment: string;
  name: string;
  prefix: string;
  hash: string;
  created_at: Date;
  created_by: string;
  last_used_at: Date | null;
  expires_at: Date | null;
  revoked_at: Date | null;
}

/** What has to be known of a key to let a request pass. */
export interface AcceptedKey {
  keyId: string;
  flagSet: string;
  environment: string;
  hash: string;
  expiresAt?: string;
}

export class DatabaseKeyStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  /** The keys of a set in one environment that are still accepted, oldest first; their number is capped when they are made. */
  async list(
    flagSet: string,
    environment: string,
    transaction: Knex = this.#db,
  ): Promise<EnvironmentKey[]> {
    const rows = await this.#accepted(transaction)
      .where({ flag_set: flagSet, environment })
      .orderBy(['created_at', 'id']);
    return rows.map(toEnvironmentKey);
  }

  async get(
    {
      flagSet,
      environment,
      id,
    }: { flagSet: string; environment: string; id: string },
    transaction: Knex = this.#db,
  ): Promise<EnvironmentKey | undefined> {
    const row = await this.#accepted(transaction)
      .where({ flag_set: flagSet, environment })
      .whereRaw('id::text = ?', [id])
      .first();
    return row && toEnvironmentKey(row);
  }

  async insert(
    key: EnvironmentKey,
    hash: string,
    transaction: Knex,
  ): Promise<void> {
    await transaction('environment_keys').insert({
      id: key.id,
      flag_set: key.flagSet,
      environment: key.environment,
      name: key.name,
      prefix: key.prefix,
      hash,
      created_at: key.createdAt,
      created_by: key.createdBy,
    });
  }

  async expire(id: string, at: string, transaction: Knex): Promise<void> {
    await transaction('environment_keys')
      .where({ id })
      .update({ expires_at: at });
  }

  async revoke(id: string, at: string, transaction: Knex): Promise<void> {
    await transaction('environment_keys')
      .where({ id })
      .update({ revoked_at: at });
  }

  async revokeAll(
    flagSet: string,
    at: string,
    transaction: Knex,
  ): Promise<void> {
    await transaction('environment_keys')
      .where({ flag_set: flagSet })
      .whereNull('revoked_at')
      .update({ revoked_at: at });
  }

  /** Every key that is accepted now, of all sets. */
  async listAccepted(): Promise<AcceptedKey[]> {
    const rows = await this.#accepted(this.#db);
    return rows.map(row => ({
      keyId: row.id,
      flagSet: row.flag_set,
      environment: row.environment,
      hash: row.hash,
      expiresAt: row.expires_at?.toISOString(),
    }));
  }

  /** Notes the latest uses; an older one than is stored, from another replica, changes nothing. */
  async saveUses(uses: ReadonlyMap<string, number>): Promise<void> {
    await this.#db.raw(
      `UPDATE environment_keys
          SET last_used_at = GREATEST(last_used_at, used.at)
         FROM unnest(?::uuid[], ?::timestamptz[]) AS used (id, at)
        WHERE environment_keys.id = used.id`,
      [[...uses.keys()], [...uses.values()].map(at => new Date(at))],
    );
  }

  #accepted(db: Knex) {
    return db<EnvironmentKeyRow>('environment_keys')
      .whereNull('revoked_at')
      .where(either =>
        either.whereNull('expires_at').orWhere('expires_at', '>', db.fn.now()),
      );
  }
}

function toEnvironmentKey(row: EnvironmentKeyRow): EnvironmentKey {
  return {
    id: row.id,
    flagSet: row.flag_set,
    environment: row.environment,
    name: row.name,
    prefix: row.prefix,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    lastUsedAt: row.last_used_at?.toISOString(),
    expiresAt: row.expires_at?.toISOString(),
  };
}
