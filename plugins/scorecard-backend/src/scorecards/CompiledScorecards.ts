import { compileScorecard, type CompiledScorecard } from './compileScorecard';
import type { DatabaseScorecardStore } from './DatabaseScorecardStore';

/** Compiles stored scorecards once for each version. */
export class CompiledScorecards {
  readonly #store: Pick<DatabaseScorecardStore, 'list' | 'listVersions'>;
  #current: CompiledScorecard[] = [];

  constructor(options: {
    store: Pick<DatabaseScorecardStore, 'list' | 'listVersions'>;
  }) {
    this.#store = options.store;
  }

  async get(): Promise<CompiledScorecard[]> {
    const versions = await this.#store.listVersions();
    const isCurrent =
      versions.length === this.#current.length &&
      versions.every(
        ({ id, version }, index) =>
          this.#current[index].scorecard.id === id &&
          this.#current[index].version === version,
      );
    if (!isCurrent) {
      const stored = await this.#store.list();
      this.#current = stored.map(({ scorecard, version }) => ({
        ...compileScorecard(scorecard),
        version,
      }));
    }
    return this.#current;
  }
}
