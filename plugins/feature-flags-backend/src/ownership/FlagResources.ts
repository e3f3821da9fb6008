import type { FlagResourceName } from '@causeway/plugin-feature-flags-common';
import type { FlagResource } from '@causeway/plugin-feature-flags-node';
import type { Knex } from 'knex';
import type { EntityOwners } from './EntityOwners';

/** Finds out who owns what the permission backend asks about. */
export class FlagResources {
  readonly #db: Knex;
  readonly #owners: EntityOwners;

  constructor(options: { db: Knex; owners: EntityOwners }) {
    this.#db = options.db;
    this.#owners = options.owners;
  }

  /** One resource for each name; undefined where there is no such flag or flag set. */
  async resolve(
    names: Array<FlagResourceName | undefined>,
  ): Promise<Array<FlagResource | undefined>> {
    const sets = await this.#findSets(names);
    const flags = await this.#findFlags(names);
    const entityRefs = names.map(name => {
      if (!name || !sets.has(name.flagSet)) {
        return undefined;
      }
      return name.flagKey === undefined
        ? sets.get(name.flagSet)
        : flags.get(toId(name.flagSet, name.flagKey));
    });
    const owners = await this.#owners.resolve(
      entityRefs.filter(ref => ref !== undefined),
    );
    return names.map((name, index) => {
      const entityRef = entityRefs[index];
      return name && entityRef !== undefined
        ? { ...name, ownerRefs: owners.get(entityRef) ?? [] }
        : undefined;
    });
  }

  async #findSets(
    names: Array<FlagResourceName | undefined>,
  ): Promise<Map<string, string>> {
    const rows = await this.#db('flag_sets')
      .whereIn('name', [...new Set(names.flatMap(name => name?.flagSet ?? []))])
      .whereNull('deleted_at')
      .select('name', 'entity_ref');
    return new Map(rows.map(row => [row.name, row.entity_ref]));
  }

  async #findFlags(
    names: Array<FlagResourceName | undefined>,
  ): Promise<Map<string, string>> {
    const pairs = names.flatMap(name =>
      name?.flagKey === undefined ? [] : [[name.flagSet, name.flagKey]],
    );
    if (pairs.length === 0) {
      return new Map();
    }
    const rows = await this.#db('flags')
      .whereIn(['flag_set', 'key'], pairs)
      .whereNull('deleted_at')
      .select('flag_set', 'key', 'entity_ref');
    return new Map(
      rows.map(row => [toId(row.flag_set, row.key), row.entity_ref]),
    );
  }
}

function toId(flagSet: string, key: string): string {
  return JSON.stringify([flagSet, key]);
}
