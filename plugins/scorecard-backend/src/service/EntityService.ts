import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import {
  scorecardRefreshPermission,
  type EntityScorecard,
  type GateResult,
  type Page,
  type RuleExplanation,
  type Scorecard,
  type Transition,
} from '@causeway/plugin-scorecard-common';
import type { DatabaseFactStore } from '../facts/DatabaseFactStore';
import type { DatabaseEvaluationQueue } from '../queue/DatabaseEvaluationQueue';
import { decodeCursor, encodeCursor } from '@causeway/backend-common';
import type { EntityReadModel } from '../results/EntityReadModel';
import type { CallerAccess } from './CallerAccess';
import { explainRule } from './explainRule';
import type { CatalogVisibility } from '@causeway/backend-common';
import { getRule, type ScorecardService } from './ScorecardService';
import { toEntityScorecard } from './toOutcome';

interface Caller {
  credentials: BackstageCredentials;
}

/** Tells how one entity does, to those who may see it. */
export class EntityService {
  readonly #access: Pick<CallerAccess, 'assertMay'>;
  readonly #entities: EntityReadModel;
  readonly #facts: Pick<DatabaseFactStore, 'get'>;
  readonly #pushedFactRefs: ReadonlySet<string>;
  readonly #queue: Pick<DatabaseEvaluationQueue, 'add'>;
  readonly #scorecards: ScorecardService;
  readonly #visibility: CatalogVisibility;

  constructor(options: {
    access: Pick<CallerAccess, 'assertMay'>;
    entities: EntityReadModel;
    facts: Pick<DatabaseFactStore, 'get'>;
    pushedFactRefs: ReadonlySet<string>;
    queue: Pick<DatabaseEvaluationQueue, 'add'>;
    scorecards: ScorecardService;
    visibility: CatalogVisibility;
  }) {
    this.#access = options.access;
    this.#entities = options.entities;
    this.#facts = options.facts;
    this.#pushedFactRefs = options.pushedFactRefs;
    this.#queue = options.queue;
    this.#scorecards = options.scorecards;
    this.#visibility = options.visibility;
  }

  async listScorecards(
    entityRef: string,
    { credentials }: Caller,
  ): Promise<EntityScorecard[]> {
    await this.#visibility.getEntity(entityRef, credentials);
    const [results, scorecards] = await Promise.all([
      this.#entities.getResults(entityRef),
      this.#scorecards.listVersioned(),
    ]);
    const now = Date.now();
    return results.flatMap(result => {
      const scorecard = scorecards.get(result.scorecardId);
      return scorecard
        ? toEntityScorecard(result, scorecard, { entityRef, now })
        : [];
    });
  }

  /** How an entity does by one scorecard, to whoever asks: callers see to it that they may. */
  async getScorecard(
    entityRef: string,
    scorecardId: string,
  ): Promise<{ scorecard: Scorecard; result: EntityScorecard }> {
    const versioned = await this.#scorecards.getVersioned(scorecardId);
    const [stored] = await this.#entities.getResults(entityRef, {
      scorecardId,
    });
    if (!stored) {
      throw new NotFoundError(
        `The scorecard '${scorecardId}' has no result of '${entityRef}'; it is not for that entity, or has not been evaluated yet`,
      );
    }
    return {
      scorecard: versioned.scorecard,
      result: toEntityScorecard(stored, versioned, {
        entityRef,
        now: Date.now(),
      }),
    };
  }

  async getVisibleScorecard(
    entityRef: string,
    scorecardId: string,
    { credentials }: Caller,
  ): Promise<{ scorecard: Scorecard; result: EntityScorecard }> {
    await this.#visibility.getEntity(entityRef, credentials);
    return this.getScorecard(entityRef, scorecardId);
  }

  async explain(
    options: { entityRef: string; scorecardId: string; ruleId: string },
    { credentials }: Caller,
  ): Promise<RuleExplanation> {
    const { entityRef, scorecardId, ruleId } = options;
    const entity = await this.#visibility.getEntity(entityRef, credentials);
    const { scorecard, result } = await this.getScorecard(
      entityRef,
      scorecardId,
    );
    const { rule } = getRule({ scorecard, versions: [] }, ruleId);
    const outcome = result.outcomes.find(item => item.ruleId === ruleId);
    if (!outcome) {
      throw new NotFoundError(
        `The rule '${ruleId}' has not been evaluated for '${entityRef}' yet`,
      );
    }
    return {
      scorecardId,
      ruleId,
      entityRef,
      outcome,
      evaluatedAt: result.evaluatedAt,
      ...(await explainRule({
        entity,
        rule,
        facts: this.#facts,
        pushedFactRefs: this.#pushedFactRefs,
      })),
    };
  }

  async listTransitions(
    options: {
      entityRef: string;
      scorecardId?: string;
      cursor?: string;
      limit: number;
    },
    { credentials }: Caller,
  ): Promise<Page<Transition>> {
    const { entityRef, scorecardId, cursor, limit } = options;
    await this.#visibility.getEntity(entityRef, credentials);
    const key = decodeCursor(cursor)?.[0];
    const before = key === undefined ? undefined : Number(key);
    if (before !== undefined && !Number.isSafeInteger(before)) {
      throw new InputError(
        `The cursor '${cursor}' is not one that this list has given`,
      );
    }
    const items = await this.#entities.listTransitions({
      entityRef,
      scorecardId,
      before,
      limit: limit + 1,
    });
    return items.length > limit
      ? {
          items: items.slice(0, limit),
          nextCursor: encodeCursor(String(items[limit - 1].id)),
        }
      : { items };
  }

  /** Has an entity evaluated at once. */
  async refresh(entityRef: string, { credentials }: Caller): Promise<void> {
    await this.#visibility.getEntity(entityRef, credentials);
    await this.#access.assertMay(scorecardRefreshPermission, {
      action: 'refresh the results of',
      entityRef,
      credentials,
    });
    await this.#queue.add([entityRef], { cause: 'request' });
  }

  /**
   * Whether an entity reached a level; without one, whether it fulfils every rule in force.
   *
   * @throws InputError if the scorecard has no such level
   */
  async gate(
    options: { entityRef: string; scorecardId: string; level?: string },
    caller: Caller,
  ): Promise<GateResult> {
    const { entityRef, scorecardId, level } = options;
    const { scorecard, result } = await this.getVisibleScorecard(
      entityRef,
      scorecardId,
      caller,
    );
    const rank = (id: string | undefined) =>
      scorecard.levels.findIndex(item => item.id === id);
    if (level !== undefined && rank(level) === -1) {
      throw new InputError(
        `The scorecard '${scorecardId}' has no level '${level}'; it has ${
          scorecard.levels.map(({ id }) => `'${id}'`).join(', ') || 'none'
        }`,
      );
    }
    const levelByRule = new Map(
      scorecard.rules.map(rule => [rule.id, rule.level]),
    );
    const missing = result.outcomes.filter(
      ({ ruleId, state, isInForce }) =>
        isInForce &&
        (state === 'fail' || state === 'unknown') &&
        (level === undefined ||
          (rank(levelByRule.get(ruleId)) !== -1 &&
            rank(levelByRule.get(ruleId)) <= rank(level))),
    );
    return {
      passes:
        level === undefined
          ? missing.length === 0
          : rank(result.level) >= rank(level),
      score: result.score,
      level: result.level,
      missing,
    };
  }
}
