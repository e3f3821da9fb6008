/** What of a request decides the result of a rule. */
export interface RuleReads {
  /** Top-level attributes of the context. */
  attributes: ReadonlySet<string>;
  /** The rule may read any attribute, or which ones is only known while it runs. */
  hasWholeContext: boolean;
  hasFractional: boolean;
  /** Seconds since 1970 at which the result can change although nothing else does. */
  timeBoundaries: ReadonlySet<number>;
  /** The rule computes with the time, so that its result can change at any second. */
  hasUnknownTimes: boolean;
}

export const noReads: RuleReads = {
  attributes: new Set(),
  hasWholeContext: false,
  hasFractional: false,
  timeBoundaries: new Set(),
  hasUnknownTimes: false,
};

const comparisons = new Set(['<', '<=', '>', '>=', '==', '===', '!=', '!==']);

/** Operators that read nothing but their operands. */
const plainOperators = new Set([
  ...comparisons,
  ...['if', '?:', 'and', 'or', '!', '!!', 'in', 'cat', 'substr', 'merge'],
  ...['+', '-', '*', '/', '%', 'min', 'max'],
  ...['starts_with', 'ends_with', 'sem_ver', 'fractional'],
  ...['map', 'filter', 'reduce', 'all', 'some', 'none'],
]);

class Collector implements RuleReads {
  readonly attributes = new Set<string>();
  readonly timeBoundaries = new Set<number>();
  hasWholeContext = false;
  hasFractional = false;
  hasUnknownTimes = false;

  visit(node: unknown): void {
    if (Array.isArray(node)) {
      node.forEach(item => this.visit(item));
      return;
    }
    if (typeof node !== 'object' || node === null) {
      return;
    }
    for (const [operator, operands] of Object.entries(node)) {
      this.#visitOperator(operator, operands);
    }
  }

  #visitOperator(operator: string, operands: unknown): void {
    if (operator === 'var') {
      const [path, fallback] = toArray(operands);
      this.#readPath(path);
      this.visit(fallback);
    } else if (operator === 'missing') {
      toArray(operands)
        .flat()
        .forEach(path => this.#readPath(path));
    } else if (operator === 'missing_some') {
      const [needed, paths] = toArray(operands);
      this.visit(needed);
      toArray(paths).forEach(path => this.#readPath(path));
    } else if (
      comparisons.has(operator) &&
      this.#visitTimeComparison(toArray(operands))
    ) {
      return;
    } else if (plainOperators.has(operator)) {
      if (operator === 'fractional') {
        this.hasFractional = true;
        this.attributes.add('targetingKey');
      }
      this.visit(operands);
    } else {
      this.#readAnything();
    }
  }

  /** @returns false for what is not a comparison of the time with fixed times */
  #visitTimeComparison(operands: readonly unknown[]): boolean {
    if (!operands.some(isTimestamp)) {
      return false;
    }
    const times = operands.filter(operand => !isTimestamp(operand));
    if (!times.every(time => typeof time === 'number')) {
      return false;
    }
    for (const time of times) {
      // flagd's time is in whole seconds, and `<=` changes one second later than `<`.
      this.timeBoundaries.add(Math.ceil(time));
      this.timeBoundaries.add(Math.floor(time) + 1);
    }
    return true;
  }

  #readPath(path: unknown): void {
    if (typeof path === 'number') {
      this.attributes.add(String(path));
      return;
    }
    // Escapes and steps up a scope are not worth a second reading of the engine's path syntax.
    if (typeof path !== 'string' || /^$|^\.|^\/|\\|\.\.|\.\//.test(path)) {
      this.#readAnything();
      return;
    }
    const [attribute] = path.split('.');
    if (attribute !== '$flagd') {
      this.attributes.add(attribute);
    } else if (path !== '$flagd.flagKey') {
      this.hasUnknownTimes = true;
    }
  }

  #readAnything(): void {
    this.hasWholeContext = true;
    this.hasUnknownTimes = true;
  }
}

/**
 * Finds out which parts of a request a rule depends on.
 *
 * @remarks
 * Says too much rather than too little: an entity tag that covers more than needed
 * costs an evaluation, one that covers less keeps clients on old values.
 *
 * @param rule - with its segments resolved
 */
export function collectRuleReads(rule: unknown): RuleReads {
  const reads = new Collector();
  reads.visit(rule);
  return reads;
}

/** The reads of several rules together. */
export function joinReads(all: readonly RuleReads[]): RuleReads {
  return {
    attributes: new Set(all.flatMap(({ attributes }) => [...attributes])),
    hasWholeContext: all.some(reads => reads.hasWholeContext),
    hasFractional: all.some(reads => reads.hasFractional),
    timeBoundaries: new Set(
      all.flatMap(({ timeBoundaries }) => [...timeBoundaries]),
    ),
    hasUnknownTimes: all.some(reads => reads.hasUnknownTimes),
  };
}

function toArray(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function isTimestamp(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) {
    return false;
  }
  const entries = Object.entries(node);
  if (entries.length !== 1 || entries[0][0] !== 'var') {
    return false;
  }
  const path = toArray(entries[0][1]);
  return path.length === 1 && path[0] === '$flagd.timestamp';
}
