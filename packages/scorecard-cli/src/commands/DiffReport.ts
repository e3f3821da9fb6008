import type { JsonObject } from '@backstage/types';
import type {
  RuleChange,
  Scorecard,
  ScorecardChange,
} from '@causeway/plugin-scorecard-common';
import { count, say, type Terminal } from '../Terminal';

interface RuleEntry {
  entityRef: string;
  from?: string;
  message?: string;
}

interface LevelEntry {
  entityRef: string;
  from?: string;
  to?: string;
}

/** Gathers what a change of a scorecard does, by rule and by level. */
export class DiffReport {
  readonly #before: Scorecard | undefined;
  readonly #after: Scorecard | undefined;
  readonly #rules = new Map<
    string,
    { newlyFailing: RuleEntry[]; newlyPassing: RuleEntry[]; other: number }
  >();
  readonly #levels: { [direction in 'up' | 'down' | 'other']: LevelEntry[] } = {
    up: [],
    down: [],
    other: [],
  };
  #entities = 0;
  #changed = 0;

  constructor(options: { before?: Scorecard; after?: Scorecard }) {
    this.#before = options.before;
    this.#after = options.after;
  }

  /** Counts an entity that was compared. */
  count(): void {
    this.#entities += 1;
  }

  add(change: ScorecardChange): void {
    this.#changed += 1;
    for (const rule of change.rules) {
      this.#addRule(change.entityRef, rule);
    }
    if (change.level) {
      const { from, to, direction } = change.level;
      this.#levels[direction].push({ entityRef: change.entityRef, from, to });
    }
  }

  /** Whether an entity newly fails a rule or loses a level. */
  get isWorse(): boolean {
    return (
      this.#levels.down.length > 0 ||
      [...this.#rules.values()].some(rule => rule.newlyFailing.length > 0)
    );
  }

  toJson(missingFacts: string[]): JsonObject {
    return {
      entities: this.#entities,
      changed: this.#changed,
      addedRules: this.#rulesOnlyIn(this.#after, this.#before),
      removedRules: this.#rulesOnlyIn(this.#before, this.#after),
      missingFacts,
      rules: Object.fromEntries(
        [...this.#rules].map(
          ([ruleId, { newlyFailing, newlyPassing, other }]) => [
            ruleId,
            {
              newlyFailing: newlyFailing.map(entry => ({ ...entry })),
              newlyPassing: newlyPassing.map(entry => ({ ...entry })),
              otherChanges: other,
            },
          ],
        ),
      ),
      levels: {
        up: this.#levels.up.map(entry => ({ ...entry })),
        down: this.#levels.down.map(entry => ({ ...entry })),
        other: this.#levels.other.map(entry => ({ ...entry })),
      },
    };
  }

  print(
    stdout: Terminal['stdout'],
    options: { limit: number; missingFacts: string[] },
  ): void {
    const { limit, missingFacts } = options;
    const list = <T>(
      title: string,
      entries: T[],
      line: (entry: T) => string,
    ) => {
      if (entries.length > 0) {
        say(stdout, `  ${title} (${entries.length}):`);
        entries
          .slice(0, limit)
          .forEach(entry => say(stdout, `    ${line(entry)}`));
        if (entries.length > limit) {
          say(stdout, `    and ${entries.length - limit} more`);
        }
      }
    };

    for (const [title, ids] of [
      ['Added', this.#rulesOnlyIn(this.#after, this.#before)],
      ['Removed', this.#rulesOnlyIn(this.#before, this.#after)],
    ] as const) {
      if (ids.length > 0) {
        say(stdout, `${title}: ${ids.join(', ')}`);
      }
    }
    for (const [ruleId, { newlyFailing, newlyPassing, other }] of this.#rules) {
      say(stdout, ruleId);
      list('newly failing', newlyFailing, ({ entityRef, message }) =>
        message === undefined ? entityRef : `${entityRef}: ${message}`,
      );
      list('newly passing', newlyPassing, ({ entityRef }) => entityRef);
      if (other > 0) {
        say(stdout, `  ${count(other, 'other change')}`);
      }
    }
    const { down, up, other: moved } = this.#levels;
    if (down.length + up.length + moved.length > 0) {
      say(stdout, 'Levels');
    }
    for (const [title, entries] of [
      ['lost', down],
      ['gained', up],
      ['left the scorecard or its levels', moved],
    ] as const) {
      list(
        title,
        [...entries],
        ({ entityRef, from, to }) =>
          `${entityRef}: ${from ?? 'none'} → ${to ?? 'none'}`,
      );
    }
    if (missingFacts.length > 0) {
      say(
        stdout,
        `Rules over these facts were not compared, give them with --facts: ${missingFacts.join(
          ', ',
        )}`,
      );
    }
    say(stdout, `${this.#changed} of ${this.#entities} entities change`);
  }

  #addRule(entityRef: string, change: RuleChange): void {
    const { ruleId, from, to, message } = change;
    const rule = this.#rules.get(ruleId) ?? {
      newlyFailing: [],
      newlyPassing: [],
      other: 0,
    };
    this.#rules.set(ruleId, rule);
    if (to === 'fail') {
      rule.newlyFailing.push({ entityRef, from, message });
    } else if (to === 'pass') {
      rule.newlyPassing.push({ entityRef, from });
    } else {
      rule.other += 1;
    }
  }

  #rulesOnlyIn(
    version: Scorecard | undefined,
    other: Scorecard | undefined,
  ): string[] {
    return (version?.rules ?? [])
      .map(({ id }) => id)
      .filter(id => !other?.rules.some(rule => rule.id === id));
  }
}
