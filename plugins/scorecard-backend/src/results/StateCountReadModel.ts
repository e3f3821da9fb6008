import type { Knex } from 'knex';
import { toCondition, type ResultFilter } from './ResultFilter';
import { StateCounter, type StateCount } from './StateCounter';

/** How many entities have which state, by the rules of one version. */
export interface StateCounts {
  version: string;
  /** In the order of the version's rules. */
  counts: StateCount[];
}

/** Counts by version, of the entities of one owner. */
interface OwnerCounts {
  /** Differs when a result was added, changed or removed. */
  stamp: string;
  byVersion: Map<string, StateCounter>;
}

/** Owners of all scorecards; a few kilobytes each. */
const maximumOwners = 20_000;

/**
 * Counts the states of every rule.
 *
 * @remarks
 * The states of a large catalog are many megabytes, so the counts of each owner are
 * kept until one of its results is written; the times of that are in an index.
 */
export class StateCountReadModel {
  readonly #db: Knex;
  readonly #kept = new Map<string, OwnerCounts>();

  constructor(options: { db: Knex }) {
    this.#db = options.db;
  }

  async count(options: {
    scorecardId: string;
    filter: ResultFilter;
  }): Promise<StateCounts[]> {
    const { scorecardId, filter } = options;
    const { visible, owners, ...rest } = filter;
    const isByOwner =
      visible === 'all' &&
      Object.values(rest).every(value => value === undefined);
    const counts = isByOwner
      ? await this.#countKept(scorecardId, filter)
      : [...(await this.#countNow(scorecardId, filter)).values()];
    return addUp(counts);
  }

  async #countKept(
    scorecardId: string,
    filter: ResultFilter,
  ): Promise<Map<string, StateCounter>[]> {
    const stamps = await this.#readStamps(scorecardId, filter);
    const toKey = (owner: string) => `${scorecardId}\n${owner}`;
    const changed = [...stamps].flatMap(([owner, stamp]) =>
      this.#kept.get(toKey(owner))?.stamp === stamp ? [] : [owner],
    );
    changed.forEach(owner => this.#kept.delete(toKey(owner)));
    const fresh =
      changed.length === 0
        ? new Map<string, Map<string, StateCounter>>()
        : await this.#countNow(scorecardId, {
            ...filter,
            // One condition for all is cheaper than a list of them.
            owners: changed.length < stamps.size ? changed : filter.owners,
          });
    if (this.#kept.size + changed.length > maximumOwners) {
      this.#kept.clear();
    }
    return [...stamps].flatMap(([owner, stamp]) => {
      const byVersion =
        fresh.get(owner) ?? this.#kept.get(toKey(owner))?.byVersion;
      if (byVersion) {
        // Of results that are written meanwhile the stamp is older, and they are counted again.
        this.#kept.set(toKey(owner), { stamp, byVersion });
      }
      return byVersion ?? [];
    });
  }

  async #readStamps(
    scorecardId: string,
    filter: ResultFilter,
  ): Promise<Map<string, string>> {
    const condition = toCondition(filter);
    const { rows } = await this.#db.raw<{
      rows: { owner: string; stamp: string }[];
    }>(
      // Milliseconds since 2026, for sums that a double holds exactly.
      `select coalesce(r.owner_ref, '') as owner, count(*) || ' ' || sum(
         floor((date_part('epoch', r.evaluated_at) - 1767225600) * 1000)
       ) as stamp
       from entity_results r
       where r.scorecard_id = ? and ${condition.sql}
       group by r.owner_ref`,
      [scorecardId, ...condition.bindings],
    );
    return new Map(rows.map(({ owner, stamp }) => [owner, stamp]));
  }

  /** By owner and version. */
  async #countNow(
    scorecardId: string,
    filter: ResultFilter,
  ): Promise<Map<string, Map<string, StateCounter>>> {
    const condition = toCondition(filter);
    // Taking the letters apart costs PostgreSQL some thirty times what it costs here.
    const { rows } = await this.#db.raw<{
      rows: {
        owner: string;
        version: string;
        length: number;
        states: string;
      }[];
    }>(
      `select coalesce(r.owner_ref, '') as owner, r.scorecard_version as version,
         max(length(r.states)) as length, string_agg(r.states, '') as states
       from entity_results r
       where r.scorecard_id = ? and ${condition.sql}
       group by r.owner_ref, r.scorecard_version`,
      [scorecardId, ...condition.bindings],
    );
    const owners = new Map<string, Map<string, StateCounter>>();
    for (const { owner, version, length, states } of rows) {
      const counter = new StateCounter(length);
      counter.add(states);
      const byVersion = owners.get(owner) ?? new Map<string, StateCounter>();
      owners.set(owner, byVersion.set(version, counter));
    }
    return owners;
  }
}

function addUp(
  parts: readonly ReadonlyMap<string, StateCounter>[],
): StateCounts[] {
  const totals = new Map<string, StateCounter>();
  for (const byVersion of parts) {
    for (const [version, counter] of byVersion) {
      const total = totals.get(version) ?? counter.createEmpty();
      totals.set(version, total);
      total.addAll(counter);
    }
  }
  return [...totals].map(([version, counter]) => ({
    version,
    counts: counter.toCounts(),
  }));
}
