import type {
  DryRun,
  DryRunChange,
  RuleState,
  ScorecardChange,
} from '@causeway/plugin-scorecard-common';

/** Adds up what changes, and keeps the first changes for better and for worse. */
export class DryRunTally {
  readonly #limit: number;
  readonly #rules = new Map<string, DryRun['rules'][number]>();
  readonly #worse: DryRunChange[] = [];
  readonly #better: DryRunChange[] = [];
  #entities = 0;
  #changed = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(change: ScorecardChange | undefined): void {
    this.#entities += 1;
    if (!change) {
      return;
    }
    this.#changed += 1;
    const failing = change.rules.filter(
      ({ from, to }) => isOpen(to) && !isOpen(from),
    );
    const passing = change.rules.filter(
      ({ from, to }) => to === 'pass' && isOpen(from),
    );
    failing.forEach(({ ruleId }) => {
      this.#countsOf(ruleId).newlyFailing += 1;
    });
    passing.forEach(({ ruleId }) => {
      this.#countsOf(ruleId).newlyPassing += 1;
    });
    const list = failing.length > 0 ? this.#worse : this.#better;
    if (list.length < this.#limit) {
      list.push({
        entityRef: change.entityRef,
        newlyFailing: failing.map(({ ruleId, message }) => ({
          ruleId,
          message,
        })),
        newlyPassing: passing.map(({ ruleId }) => ruleId),
        level: change.level && {
          from: change.level.from,
          to: change.level.to,
        },
      });
    }
  }

  finish(): Pick<DryRun, 'entities' | 'changed' | 'rules' | 'items'> {
    return {
      entities: this.#entities,
      changed: this.#changed,
      rules: [...this.#rules.values()],
      items: [...this.#worse, ...this.#better].slice(0, this.#limit),
    };
  }

  #countsOf(ruleId: string): DryRun['rules'][number] {
    const counts = this.#rules.get(ruleId) ?? {
      ruleId,
      newlyPassing: 0,
      newlyFailing: 0,
    };
    this.#rules.set(ruleId, counts);
    return counts;
  }
}

function isOpen(state: RuleState | undefined): boolean {
  return state === 'fail' || state === 'unknown';
}
