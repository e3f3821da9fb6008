import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  parseRuleFile,
  type RuleProblem,
} from '@causeway/plugin-scorecard-common';
import { createHash } from 'node:crypto';
import { compileScorecard } from './compileScorecard';
import type {
  DatabaseScorecardStore,
  ScorecardSourceState,
} from './DatabaseScorecardStore';
import type { ScorecardSource } from './ScorecardSource';

/** Keeps the stored scorecards as their sources say; a broken source keeps its last good one. */
export class ScorecardSync {
  readonly #store: DatabaseScorecardStore;
  readonly #logger: LoggerService;
  readonly #configured: readonly ScorecardSource[];
  readonly #listCatalogSources: () => Promise<ScorecardSource[]>;
  readonly #knownFactRefs: ReadonlySet<string>;
  #running: Promise<boolean> | undefined;

  constructor(options: {
    store: DatabaseScorecardStore;
    logger: LoggerService;
    configured: readonly ScorecardSource[];
    listCatalogSources: () => Promise<ScorecardSource[]>;
    /** Facts that rules may read. */
    knownFactRefs: ReadonlySet<string>;
  }) {
    this.#store = options.store;
    this.#logger = options.logger;
    this.#configured = options.configured;
    this.#listCatalogSources = options.listCatalogSources;
    this.#knownFactRefs = options.knownFactRefs;
  }

  /**
   * Reads all sources.
   *
   * @returns whether a scorecard was added, changed or removed
   */
  async sync(): Promise<boolean> {
    // Two at once would see each other's work as their own.
    const before = this.#running;
    const running = (async () => {
      await before?.catch(() => undefined);
      return this.#sync();
    })();
    this.#running = running;
    return running;
  }

  async #sync(): Promise<boolean> {
    const stored = new Map(
      (await this.#store.listSources()).map(state => [state.source, state]),
    );
    const versions = new Map(
      (await this.#store.listVersions()).map(({ id, version }) => [
        id,
        version,
      ]),
    );
    const sources = [
      ...this.#configured,
      ...(await this.#findCatalogSources([...stored.values()])),
    ];

    const owners = new Map<string, string>();
    let hasChanged = false;
    for (const source of sources) {
      const previous = stored.get(source.name);
      const state = await this.#read(source, { previous, versions, owners });
      hasChanged ||= state.hasChanged;
      if (state.scorecardId !== undefined) {
        owners.set(state.scorecardId, source.name);
      }
    }
    const scorecardIds = [...owners.keys()];
    await this.#store.retain({
      sources: sources.map(({ name }) => name),
      scorecardIds,
    });
    return (
      hasChanged || [...versions.keys()].some(id => !scorecardIds.includes(id))
    );
  }

  /** While the catalog does not answer, what it held before stands. */
  async #findCatalogSources(
    stored: readonly ScorecardSourceState[],
  ): Promise<ScorecardSource[]> {
    try {
      return await this.#listCatalogSources();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#logger.warn(`Cannot read scorecards of the catalog: ${reason}`);
      return stored
        .filter(({ source }) => source.startsWith('scorecard:'))
        .map(({ source }) => ({
          name: source,
          read: () => Promise.reject(error),
        }));
    }
  }

  async #read(
    source: ScorecardSource,
    context: {
      previous?: ScorecardSourceState;
      versions: ReadonlyMap<string, string>;
      /** Sources of the ids that are taken. */
      owners: ReadonlyMap<string, string>;
    },
  ): Promise<{ scorecardId?: string; hasChanged: boolean }> {
    const { previous, versions, owners } = context;
    const kept = {
      scorecardId:
        previous?.scorecardId !== undefined && !owners.has(previous.scorecardId)
          ? previous.scorecardId
          : undefined,
      hasChanged: false,
    };

    let text: string;
    try {
      text = await source.read();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const message = `The file cannot be read: ${reason}`;
      if (previous?.problems[0]?.message !== message) {
        // Without a hash, so that it is read anew once it can be.
        await this.#keep(source, { scorecardId: kept.scorecardId }, [
          { file: source.name, line: 1, message },
        ]);
      }
      return kept;
    }

    const contentHash = this.#hash(text);
    if (
      contentHash === previous?.contentHash &&
      (previous.scorecardId === undefined ||
        (versions.has(previous.scorecardId) && kept.scorecardId !== undefined))
    ) {
      return kept;
    }
    const { scorecard, problems } = parseRuleFile({
      text,
      file: source.name,
      knownFactRefs: this.#knownFactRefs,
    });
    if (!scorecard) {
      await this.#keep(
        source,
        { contentHash, scorecardId: kept.scorecardId },
        problems,
      );
      return kept;
    }
    const owner = owners.get(scorecard.id);
    if (owner !== undefined) {
      await this.#keep(source, { contentHash }, [
        {
          file: source.name,
          line: 1,
          message: `The id '${scorecard.id}' is taken by the scorecard of ${owner}; give this one another`,
        },
      ]);
      return { hasChanged: false };
    }

    const card = compileScorecard(scorecard);
    await this.#store.save(card, { problems, source: source.name });
    await this.#keep(
      source,
      { contentHash, scorecardId: scorecard.id },
      problems,
    );
    return {
      scorecardId: scorecard.id,
      hasChanged: versions.get(scorecard.id) !== card.version,
    };
  }

  /** Remembers what was found, and tells of problems once. */
  async #keep(
    source: ScorecardSource,
    state: { contentHash?: string; scorecardId?: string },
    problems: RuleProblem[],
  ): Promise<void> {
    for (const { line, message } of problems) {
      this.#logger.warn(`${source.name}, line ${line}: ${message}`);
    }
    await this.#store.saveSource({
      source: source.name,
      scorecardId: state.scorecardId,
      contentHash: state.contentHash,
      problems,
    });
  }

  /** What is read from a text depends on the facts that there are. */
  #hash(text: string): string {
    return createHash('sha256')
      .update([...this.#knownFactRefs].sort().join('\n'))
      .update('\n\n')
      .update(text)
      .digest('hex')
      .slice(0, 24);
  }
}
