import {
  noLevel,
  type EntityLevels,
  type Page,
} from '@causeway/plugin-scorecard-common';
import { decodeCursor, encodeCursor } from '@causeway/backend-common';
import type { LevelReadModel } from '../results/LevelReadModel';
import type { ScorecardService } from './ScorecardService';
import { toLevelId } from './toOutcome';

/** Tells other plugins the levels of all entities, whoever may see them. */
export class LevelService {
  readonly #levels: LevelReadModel;
  readonly #scorecards: Pick<ScorecardService, 'list'>;

  constructor(options: {
    levels: LevelReadModel;
    scorecards: Pick<ScorecardService, 'list'>;
  }) {
    this.#levels = options.levels;
    this.#scorecards = options.scorecards;
  }

  /** Differs whenever a level does. */
  async getVersion(): Promise<string> {
    return this.#levels.getVersion();
  }

  /** Entities with their levels by every scorecard that has some. */
  async list(options: {
    cursor?: string;
    limit: number;
  }): Promise<Page<EntityLevels>> {
    const { cursor, limit } = options;
    const [summaries, found] = await Promise.all([
      this.#scorecards.list(),
      this.#levels.list({ after: decodeCursor(cursor)?.[0], limit: limit + 1 }),
    ]);
    const levelled = summaries
      .map(({ scorecard }) => scorecard)
      .filter(({ levels }) => levels.length > 0);
    const items = found.slice(0, limit).map(
      ({ entityRef, positions }): EntityLevels => ({
        entityRef,
        levels: Object.fromEntries(
          levelled
            .filter(({ id }) => id in positions)
            .map(scorecard => [
              scorecard.id,
              toLevelId(scorecard, positions[scorecard.id]) ?? noLevel,
            ]),
        ),
      }),
    );
    return found.length > limit
      ? { items, nextCursor: encodeCursor(items[limit - 1].entityRef) }
      : { items };
  }
}
