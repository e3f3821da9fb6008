import type { RuleState } from '@causeway/plugin-scorecard-common';
import type { Knex } from 'knex';
import { OwnerCache } from './OwnerCache';
import { isByOwner, toCondition, type ResultFilter } from './ResultFilter';
import type { RulePosition } from './RulePosition';
import { StateCounter, type StateCount } from './StateCounter';

/** How many entities have which state, by the rules of one version. */
export interface StateCounts {
  version: string;
  /** In the order of the version's rules. */
  counts: StateCount[];
}

const question = 'states';
/** Up to this share of the owners, looking at all that they own is less than looking at everything. */
const fewOwners = 0.2;

/**
 * Counts the states of every rule.
 *
 * @remarks
 * The states of a large catalog are many megabytes, so the counts of each owner are
 * kept until one of its results is written.
 */
export class StateCountReadModel {
  readonly #db: Knex;
  readonly #kept: OwnerCache<Map<string, StateCounter>>;

  constructor(options: { db: Knex }) {
    this.#db = options.db;
    this.#kept = new OwnerCache(options);
  }

  async count(options: {
    scorecardId: string;
    filter: ResultFilter;
  }): Promise<StateCounts[]> {
    const { scorecardId, filter } = options;
    const owners = isByOwner(filter)
      ? await this.#getKept(scorecardId, filter)
      : await this.#countNow(scorecardId, filter);
    return addUp([...owners.values()]);
  }

  /**
   * The owners of entities with one of some states for a rule.
   *
   * @returns undefined if only counting would tell, or if most owners have some
   */
  async findOwners(options: {
    scorecardId: string;
    filter: ResultFilter;
    rule: RulePosition;
    states: readonly RuleState[];
  }): Promise<string[] | undefined> {
    const { scorecardId, filter, rule, states } = options;
    if (!isByOwner(filter) || !this.#kept.has({ question, scorecardId })) {
      return undefined;
    }
    const owners = await this.#getKept(scorecardId, filter);
    const found = [...owners].flatMap(([owner, byVersion]) =>
      rule.positions.some(({ version, position }) =>
        states.some(state => byVersion.get(version)?.has(position - 1, state)),
      )
        ? [owner]
        : [],
    );
    return found.length <= owners.size * fewOwners ? found : undefined;
  }

  #getKept(
    scorecardId: string,
    filter: ResultFilter,
  ): Promise<Map<string, Map<string, StateCounter>>> {
    return this.#kept.get({
      question,
      scorecardId,
      owners: filter.owners,
      compute: owners => this.#countNow(scorecardId, { ...filter, owners }),
    });
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
