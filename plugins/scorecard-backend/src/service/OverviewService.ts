import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type {
  EntityScore,
  HeatMap,
  Movers,
  Page,
  Rollup,
  RuleCounts,
  RuleFailure,
  RuleState,
  TrendPoint,
} from '@causeway/plugin-scorecard-common';
import { decodeCursor, encodeCursor } from '@causeway/backend-common';
import type {
  EntityListReadModel,
  ListedEntity,
} from '../results/EntityListReadModel';
import type { MoversReadModel } from '../results/MoversReadModel';
import type { OverviewReadModel } from '../results/OverviewReadModel';
import type { VisibleRefs } from '@causeway/backend-common';
import type { ResultFilter } from '../results/ResultFilter';
import type {
  StateCountReadModel,
  StateCounts,
} from '../results/StateCountReadModel';
import type { CatalogHierarchy, Hierarchy } from './CatalogHierarchy';
import type { CatalogVisibility } from '@causeway/backend-common';
import { RecentAnswers } from './RecentAnswers';
import { toResultFilter, type ResultSelection } from './ResultSelection';
import {
  getRule,
  type ScorecardService,
  type VersionedScorecard,
} from './ScorecardService';
import { toEntityScore, toLevelId, toTitle } from './toOutcome';
import { toRollups, toTrend } from './toRollups';

interface Caller {
  credentials: BackstageCredentials;
}

interface PageRequest {
  cursor?: string;
  limit: number;
}

/** What entities are grouped by in an overview. */
type RollupKey = 'owner' | 'system' | 'domain' | 'tag' | 'kind';

export interface RollupRequest extends PageRequest {
  by: RollupKey;
  selection: ResultSelection;
}

/** Entities or rules in each list of movers. */
const movers = 20;

/** Tells how many entities do well, and which do not, of those that the reader may see. */
export class OverviewService {
  readonly #hierarchy: CatalogHierarchy;
  readonly #lists: EntityListReadModel;
  readonly #movers: MoversReadModel;
  readonly #overview: OverviewReadModel;
  readonly #recent = new RecentAnswers();
  readonly #scorecards: ScorecardService;
  readonly #stateCounts: StateCountReadModel;
  readonly #visibility: CatalogVisibility;

  constructor(options: {
    hierarchy: CatalogHierarchy;
    lists: EntityListReadModel;
    movers: MoversReadModel;
    overview: OverviewReadModel;
    scorecards: ScorecardService;
    stateCounts: StateCountReadModel;
    visibility: CatalogVisibility;
  }) {
    this.#hierarchy = options.hierarchy;
    this.#lists = options.lists;
    this.#movers = options.movers;
    this.#overview = options.overview;
    this.#scorecards = options.scorecards;
    this.#stateCounts = options.stateCounts;
    this.#visibility = options.visibility;
  }

  async listRollups(
    scorecardId: string,
    request: RollupRequest,
    caller: Caller,
  ): Promise<Page<Rollup>> {
    const { scorecard } = await this.#scorecards.getVersioned(scorecardId);
    const { visible, hierarchy, filter } = await this.#prepare(
      request.selection,
      caller,
      scorecard,
    );
    const parts = await this.#overview.rollUp({
      scorecardIds: [scorecardId],
      by: request.by === 'domain' ? 'system' : request.by,
      filter,
    });
    const rollups = toRollups(parts, {
      scorecard,
      toKeys: keysOf(request, hierarchy, visible),
    });
    return cutPage(rollups, request);
  }

  /** Roll-ups of all scorecards, side by side. */
  async getHeatMap(request: RollupRequest, caller: Caller): Promise<HeatMap> {
    const scorecards = await this.#scorecards.listVersioned();
    const { visible, hierarchy, filter } = await this.#prepare(
      request.selection,
      caller,
    );
    const ids = [...scorecards.keys()];
    const parts = await this.#overview.rollUp({
      scorecardIds: ids,
      by: request.by === 'domain' ? 'system' : request.by,
      filter,
    });
    const toKeys = keysOf(request, hierarchy, visible);
    const rows = new Map<string, { [scorecardId: string]: Rollup }>();
    for (const [id, { scorecard }] of scorecards) {
      const own = parts.filter(part => part.scorecardId === id);
      for (const rollup of toRollups(own, { scorecard, toKeys })) {
        rows.set(rollup.key, { ...rows.get(rollup.key), [id]: rollup });
      }
    }
    const items = [...rows]
      .map(([key, cells]) => ({ key, cells }))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
    return { scorecards: ids, ...cutPage(items, request) };
  }

  async countStates(
    scorecardId: string,
    selection: ResultSelection,
    caller: Caller,
  ): Promise<RuleCounts[]> {
    const versioned = await this.#scorecards.getVersioned(scorecardId);
    const { filter } = await this.#prepare(
      selection,
      caller,
      versioned.scorecard,
    );
    const counts = await this.#stateCounts.count({ scorecardId, filter });
    return toRuleCounts(versioned, counts);
  }

  async listEntities(
    scorecardId: string,
    { selection, ...page }: PageRequest & { selection: ResultSelection },
    caller: Caller,
  ): Promise<Page<EntityScore>> {
    const { scorecard } = await this.#scorecards.getVersioned(scorecardId);
    const { filter } = await this.#prepare(selection, caller, scorecard);
    const items = await this.#lists.list({
      scorecardId,
      filter,
      after: decodeCursor(page.cursor)?.[0],
      limit: page.limit + 1,
    });
    return toPage(items, page, item => toEntityScore(item, scorecard));
  }

  /** Entities that have a state for a rule. */
  async listByRule(
    scorecardId: string,
    request: PageRequest & {
      ruleId: string;
      states?: readonly RuleState[];
      selection: ResultSelection;
    },
    caller: Caller,
  ): Promise<Page<RuleFailure>> {
    const { ruleId, states, selection, ...page } = request;
    const versioned = await this.#scorecards.getVersioned(scorecardId);
    const { position } = getRule(versioned, ruleId);
    const { filter } = await this.#prepare(
      selection,
      caller,
      versioned.scorecard,
    );
    const owners =
      states &&
      (await this.#stateCounts.findOwners({
        scorecardId,
        filter,
        rule: position,
        states,
      }));
    const items = await this.#lists.listByRule({
      scorecardId,
      filter: owners ? { ...filter, owners } : filter,
      rule: position,
      states,
      after: decodeCursor(page.cursor)?.[0],
      limit: page.limit + 1,
    });
    return toPage(items, page, item => ({
      entityRef: item.entityRef,
      title: toTitle(item.entityRef, item.title),
      ownerRef: item.ownerRef,
      systemRef: item.systemRef,
      state: item.state,
      message: item.finding?.message,
      actual: item.finding?.actual,
      since: item.finding?.since ?? item.changedAt,
    }));
  }

  async getTrend(
    scorecardId: string,
    options: {
      days: number;
      selection: Pick<
        ResultSelection,
        'owner' | 'nested' | 'system' | 'domain'
      >;
    },
    caller: Caller,
  ): Promise<TrendPoint[]> {
    const { scorecard } = await this.#scorecards.getVersioned(scorecardId);
    const { filter } = await this.#prepare(options.selection, caller);
    const compute = () =>
      this.#overview.listDays({
        scorecardId,
        days: options.days,
        owners: filter.owners,
        systems: filter.systems,
        filter,
      });
    const question = ['trend', scorecardId, options];
    return toTrend(await this.#remember(question, filter, compute), scorecard);
  }

  async getMovers(
    scorecardId: string,
    options: { days: number; selection: ResultSelection },
    caller: Caller,
  ): Promise<Movers> {
    const { scorecard } = await this.#scorecards.getVersioned(scorecardId);
    const { filter } = await this.#prepare(
      options.selection,
      caller,
      scorecard,
    );
    const since = new Date(Date.now() - options.days * 24 * 60 * 60 * 1000);
    const query = { scorecardId, since, filter, limit: movers };
    const [moved, rulesChanged] = await this.#remember(
      ['movers', scorecardId, options],
      filter,
      () =>
        Promise.all([
          this.#movers.listEntities(query),
          this.#movers.listRules(query),
        ]),
    );
    const moves = moved.map(({ level, ...move }) => ({
      ...move,
      title: toTitle(move.entityRef, move.title),
      level: toLevelId(scorecard, level),
    }));
    return {
      entitiesImproved: moves.filter(move => move.improved > move.worsened),
      entitiesWorsened: moves
        .filter(move => move.improved < move.worsened)
        .reverse(),
      rulesChanged,
    };
  }

  /** Only those who see everything see the same. */
  #remember<T>(
    question: unknown,
    { visible }: ResultFilter,
    compute: () => Promise<T>,
  ): Promise<T> {
    return visible === 'all' ? this.#recent.get(question, compute) : compute();
  }

  /** The condition for what the caller asked for and may see. */
  async #prepare(
    selection: ResultSelection,
    { credentials }: Caller,
    scorecard?: VersionedScorecard['scorecard'],
  ): Promise<{
    visible: VisibleRefs;
    hierarchy: Hierarchy;
    filter: ResultFilter;
  }> {
    const [visible, hierarchy] = await Promise.all([
      this.#visibility.getVisible(credentials),
      this.#hierarchy.get(),
    ]);
    return {
      visible,
      hierarchy,
      filter: toResultFilter(selection, { visible, hierarchy, scorecard }),
    };
  }
}

/** The groups that an entity counts for, by what is stored with its result. */
function keysOf(
  { by, selection }: RollupRequest,
  hierarchy: Hierarchy,
  visible: VisibleRefs,
): (key: string) => string[] {
  // A group that the reader may not see is named only where it owns what they see.
  const known = visible === 'all' ? undefined : new Set(visible);
  const isKnown = (ref: string) => known?.has(ref) ?? true;
  if (by === 'domain') {
    return system => {
      const domains = hierarchy
        .withAncestors(system)
        .filter(ref => ref.startsWith('domain:') && isKnown(ref));
      return domains.length > 0 ? domains : [''];
    };
  }
  return by === 'owner' && selection.nested
    ? owner =>
        hierarchy
          .withAncestors(owner)
          .filter(ref => ref === owner || isKnown(ref))
    : key => [key];
}

/** Counts by the rules that there are now; an older version may lack some. */
function toRuleCounts(
  { scorecard, versions }: VersionedScorecard,
  counts: readonly StateCounts[],
): RuleCounts[] {
  return scorecard.rules.map(({ id }) => {
    const total = {
      pass: 0,
      fail: 0,
      'not-applicable': 0,
      exempt: 0,
      unknown: 0,
    };
    for (const { version, counts: ofVersion } of counts) {
      const rules =
        versions.find(item => item.version === version)?.rules ?? [];
      const count = ofVersion[rules.findIndex(rule => rule.id === id)];
      if (count) {
        total.pass += count.pass;
        total.fail += count.fail;
        total['not-applicable'] += count['not-applicable'];
        total.exempt += count.exempt;
        total.unknown += count.unknown;
      }
    }
    return { ruleId: id, counts: total };
  });
}

function cutPage<T extends { key: string }>(
  sorted: readonly T[],
  { cursor, limit }: PageRequest,
): Page<T> {
  const after = decodeCursor(cursor)?.[0];
  const rest =
    after === undefined ? sorted : sorted.filter(({ key }) => key > after);
  return rest.length > limit
    ? {
        items: rest.slice(0, limit),
        nextCursor: encodeCursor(rest[limit - 1].key),
      }
    : { items: [...rest] };
}

/** Takes a page of a list that was asked for one item more. */
function toPage<T extends ListedEntity, R>(
  items: readonly T[],
  { limit }: PageRequest,
  convert: (item: T) => R,
): Page<R> {
  const page = items.slice(0, limit).map(convert);
  return items.length > limit
    ? {
        items: page,
        nextCursor: encodeCursor(items[limit - 1].entityRef),
      }
    : { items: page };
}
