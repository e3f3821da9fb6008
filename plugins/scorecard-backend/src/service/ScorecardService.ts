import { NotFoundError } from '@backstage/errors';
import type {
  Rule,
  Scorecard,
  ScorecardProblems,
  ScorecardSummary,
} from '@causeway/plugin-scorecard-common';
import type { DatabaseRunStore } from '../engine/DatabaseRunStore';
import { findRule, type RulePosition } from '../results/RulePosition';
import type {
  DatabaseScorecardStore,
  StoredScorecard,
} from '../scorecards/DatabaseScorecardStore';
import type { ScorecardVersion } from '../scorecards/compileScorecard';

/** A scorecard and the versions of it that results bear. */
export interface VersionedScorecard {
  scorecard: Scorecard;
  versions: ScorecardVersion[];
}

/** Tells which scorecards there are, and what is wrong with them. */
export class ScorecardService {
  readonly #runs: Pick<DatabaseRunStore, 'getLastFinished'>;
  readonly #scorecards: Pick<
    DatabaseScorecardStore,
    'list' | 'listRuleVersions' | 'listSources'
  >;

  constructor(options: {
    runs: Pick<DatabaseRunStore, 'getLastFinished'>;
    scorecards: Pick<
      DatabaseScorecardStore,
      'list' | 'listRuleVersions' | 'listSources'
    >;
  }) {
    this.#runs = options.runs;
    this.#scorecards = options.scorecards;
  }

  async list(): Promise<ScorecardSummary[]> {
    return this.#scorecards.list();
  }

  /** @throws NotFoundError if there is no such scorecard */
  async get(id: string): Promise<ScorecardSummary> {
    return find(await this.#scorecards.list(), id);
  }

  /** All scorecards with their versions, by id. */
  async listVersioned(): Promise<Map<string, VersionedScorecard>> {
    const [stored, versions] = await Promise.all([
      this.#scorecards.list(),
      this.#scorecards.listRuleVersions(),
    ]);
    return new Map(
      stored.map(({ scorecard }) => [
        scorecard.id,
        {
          scorecard,
          versions: versions
            .filter(({ scorecardId }) => scorecardId === scorecard.id)
            .map(({ version }) => version),
        },
      ]),
    );
  }

  /** @throws NotFoundError if there is no such scorecard */
  async getVersioned(id: string): Promise<VersionedScorecard> {
    const found = (await this.listVersioned()).get(id);
    if (!found) {
      throw noScorecard(id);
    }
    return found;
  }

  async listProblems(): Promise<ScorecardProblems> {
    const [sources, run] = await Promise.all([
      this.#scorecards.listSources(),
      this.#runs.getLastFinished(),
    ]);
    return {
      sources: sources
        .filter(({ problems }) => problems.length > 0)
        .map(({ source, scorecardId, problems }) => ({
          source,
          scorecardId,
          problems,
        })),
      faults: run?.faults ?? [],
      lastRun: run && {
        startedAt: run.startedAt,
        finishedAt: run.finishedAt,
        entities: run.entities,
        written: run.written,
      },
    };
  }
}

/** @throws NotFoundError if the scorecard has no such rule */
export function getRule(
  { scorecard, versions }: VersionedScorecard,
  ruleId: string,
): { rule: Rule; position: RulePosition } {
  const rule = scorecard.rules.find(({ id }) => id === ruleId);
  if (!rule) {
    throw new NotFoundError(
      `No rule '${ruleId}' in scorecard '${scorecard.id}'`,
    );
  }
  return { rule, position: findRule(ruleId, versions) };
}

function find(stored: readonly StoredScorecard[], id: string): StoredScorecard {
  const found = stored.find(({ scorecard }) => scorecard.id === id);
  if (!found) {
    throw noScorecard(id);
  }
  return found;
}

function noScorecard(id: string): NotFoundError {
  return new NotFoundError(`No scorecard with id '${id}'`);
}
